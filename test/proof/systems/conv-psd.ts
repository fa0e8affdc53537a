import { predictionProof } from './psd';

export const proof = predictionProof('conv-psd', { samples: 20, coherent: true, nonNegative: true });
