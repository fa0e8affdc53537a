import { mend } from './mend';

/** Of a list, the place of the greatest or the least is one number; the kernels of the WebGPU backend make a list of it. */
export function mendWebgpuArgMax(): void {
  for (const kernel of ['ArgMax', 'ArgMin'])
    mend(kernel, 'webgpu', (find) => (params) => {
      const place = find(params);
      const isList = params.inputs.x?.shape.length === 1;
      return isList && !Array.isArray(place) ? { ...place, shape: [] } : place;
    });
}
