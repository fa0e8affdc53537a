import { startTrainer } from './client';
import { loadSamples } from './data';
import { createTraining } from './session';

export type { TrainingState } from './state';

/** The one training run of this page. */
export const { useTraining, configureTraining, setModule } = createTraining({ startTrainer, loadSamples });
