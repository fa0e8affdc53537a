import { predictionProof } from './psd';

export const proof = predictionProof('conv-psd', { reduced: 60, samples: 20, nonNegative: true });
