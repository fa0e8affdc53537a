import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import { templates } from '../templates';
import { startWasm, train, trainerFor } from './backends';

const steps = 6;

describe.each(['wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await startWasm();
    else await startBackend(['cpu']);
  });

  test.each(templates)('$id', async ({ id }) => {
    const plain = await trainerFor(id, { plain: true });
    const replayed = await trainerFor(id);
    const [a, b] = [await train(plain, steps), await train(replayed, steps)];
    console.log(id, replayed.obstacle, replayed.kernels);
    const t=[0,1,2,3].map(()=>{
      let t0=performance.now(); plain.takeStep(); plain.takeStep(); let t1=performance.now(); replayed.takeStep(); replayed.takeStep(); let t2=performance.now();
      return [(t1-t0)/2,(t2-t1)/2];
    });
    console.log(id, t.map(x=>x.map(y=>y.toFixed(2)).join(' ')).join(' | '));
    expect(b).toEqual(a);
    expect(await replayed.weights()).toEqual(await plain.weights());
  });
});
