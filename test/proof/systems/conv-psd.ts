import { predictionProof } from './psd';

export const proof = predictionProof('conv-psd', { reduced: 200, samples: 20, coherent: true, nonNegative: true });
