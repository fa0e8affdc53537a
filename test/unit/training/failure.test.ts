import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import { DeviceLostError, explainFailure } from '../../../core/training/failure';

describe('a backend', () => {
  test('that does not start is named with its reason, and the next one of the ladder is taken', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    tf.registerBackend('webgl', () => {
      throw new Error('The driver is switched off.');
    });
    const { backend, note } = await startBackend(['wasm', 'webgl', 'cpu']);
    expect(backend).toBe('cpu');
    expect(note).toBe(
      'Training goes on with plain JavaScript: WebAssembly is not available here; ' +
        'WebGL does not start (The driver is switched off).',
    );
    await expect(startBackend(['webgl'])).rejects.toThrow(
      'No backend starts here: WebGL does not start (The driver is switched off).',
    );
    tf.removeBackend('webgl');
    warn.mockRestore();
  });
});

/* As TensorFlow.js 4.22, V8, Emscripten and Dawn word them. */
test.each([
  ['Array buffer allocation failed', 'memory'],
  ['Invalid typed array length: 4294967296', 'memory'],
  ['memory access out of bounds', 'memory'],
  ['Aborted(). Build with -sASSERTIONS for more info.', 'memory'],
  ['Aborted(OOM). Build with -sASSERTIONS for more info.', 'memory'],
  ['Unable to create WebGLTexture.', 'memory'],
  ['Requested texture size [20000x20000] greater than WebGL maximum on this browser / GPU [8192x8192].', 'memory'],
  ['Buffer size (1600000000) exceeds the max buffer size limit (1073741824).', 'memory'],
  [
    'createBuffer failed, size (2147483648) is too large for the implementation when mappedAtCreation == true',
    'memory',
  ],
  ["Kernel 'Einsum' not registered for backend 'wasm'", 'kernel'],
  ['Failed to compile fragment shader.', 'kernel'],
  ['Failed to link vertex and fragment shaders.', 'kernel'],
  ["Error while parsing WGSL: :181:29 error: cannot index type 'vec5'", 'kernel'],
  ['x is not iterable', 'other'],
] as const)('“%s” is a matter of %s', (message, cause) => {
  expect(explainFailure(new Error(message), 'wasm').cause).toBe(cause);
});

test('a failure is told in one sentence, with the backend and without the stack', () => {
  expect(explainFailure(new Error("Kernel 'Einsum' not registered for backend 'wasm'"), 'wasm').message).toBe(
    'This model needs “Einsum”, which is missing on WebAssembly.',
  );
  expect(explainFailure(new Error('x is not iterable\n    at step (blob:1)'), 'cpu').message).toBe(
    'x is not iterable.',
  );
  expect(explainFailure(new DeviceLostError(), 'webgl').cause).toBe('device');
});
