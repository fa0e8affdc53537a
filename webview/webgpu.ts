/*
 * TensorFlow.js's WebGPU backend as a script of its own, behind that of the trainer and with its TensorFlow.js: only a page that
 * has a graphics processor for it fetches it.
 */
import '@tensorflow/tfjs-backend-webgpu';
