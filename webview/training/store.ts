import { startTrainer } from './client';
import { loadSamples } from './data';
import { keeperOnceLoaded } from './keeper';
import { createTraining } from './session';

export type { TrainingState } from './state';

/** The one training run of this page. */
export const { useTraining, configureTraining, setModule } = createTraining({
  startTrainer,
  loadSamples,
  keeper: keeperOnceLoaded(async () => (await import('../runs/recorder')).recorder),
});
