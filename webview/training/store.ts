import { startTrainer } from './client';
import { loadSamples } from './data';
import { drawing } from './drawing';
import { keeperOnceLoaded } from './keeper';
import { createTraining } from './session';

export type { TrainingState } from './state';

/** The one training run of this page. */
export const { useTraining, configureTraining, setModule } = createTraining({
  startTrainer,
  loadSamples,
  drawing,
  keeper: keeperOnceLoaded(async () => (await import('../runs/recorder')).recorder),
});
