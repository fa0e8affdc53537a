import type { DatasetId, LabelledSamples } from './datasets';
import { type RandomSource, randomSource } from './random';

export type PlaneId = Extract<DatasetId, 'moons' | 'spiral' | 'eight-gaussians' | 'rings' | 'checkerboard'>;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly component: number;
}

const trainSize = 8192;
const testSize = 2048;

const samplers: Readonly<Record<PlaneId, (random: RandomSource) => Point>> = {
  // The half circles of scikit-learn's make_moons, moved by (-1/2, -1/4) so that their mean is 0.
  moons: (random) => {
    const component = random.integer(2);
    const angle = Math.PI * random.uniform();
    const [x, y] = component === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return blurred(random, x - 0.5, y - 0.25, 0.1, component);
  },

  spiral: (random) => {
    const component = random.integer(2);
    // The square root makes the density along the arm nearly even.
    const fraction = Math.sqrt(random.uniform());
    return blurred(random, ...polar(3 * fraction, 3 * Math.PI * fraction + Math.PI * component), 0.08, component);
  },

  'eight-gaussians': (random) => {
    const component = random.integer(8);
    return blurred(random, ...polar(2, (component * Math.PI) / 4), 0.2, component);
  },

  rings: (random) => {
    const component = random.integer(3);
    return blurred(random, ...polar(component + 1, 2 * Math.PI * random.uniform()), 0.08, component);
  },

  checkerboard: (random) => {
    const component = random.integer(8);
    const row = Math.floor(component / 2);
    const column = 2 * (component % 2) + (row % 2);
    return {
      x: 1.5 * (column + random.uniform()) - 3,
      y: 1.5 * (row + random.uniform()) - 3,
      component,
    };
  },
};

/** Draws `[8192, 2]` training and `[2048, 2]` test points; the label is the component that a point came from. */
export function drawPlane(id: PlaneId, seed: number): { train: LabelledSamples; test: LabelledSamples } {
  return {
    train: draw(id, trainSize, randomSource(seed, `${id} train`)),
    test: draw(id, testSize, randomSource(seed, `${id} test`)),
  };
}

function draw(id: PlaneId, size: number, random: RandomSource): LabelledSamples {
  const data = new Float32Array(2 * size);
  const labels = new Int32Array(size);
  for (let index = 0; index < size; index++) {
    const { x, y, component } = samplers[id](random);
    data.set([x, y], 2 * index);
    labels[index] = component;
  }
  return { values: { shape: [size, 2], data }, labels };
}

function polar(radius: number, angle: number): [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function blurred(random: RandomSource, x: number, y: number, deviation: number, component: number): Point {
  return { x: x + deviation * random.normal(), y: y + deviation * random.normal(), component };
}
