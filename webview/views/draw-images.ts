import type { Surface } from './canvas';
import { gridOf } from './grid';
import type { SampleKind } from './sample-kind';

type ImageKind = Extract<SampleKind, { readonly kind: 'image' }>;

/** Bytes of the samples below each other, from values in [0, 1], `[samples, height, width, channels]`. */
export function imagePixels(values: Float32Array, { channels }: Pick<ImageKind, 'channels'>): Uint8ClampedArray {
  const pixels = Math.floor(values.length / channels);
  const bytes = new Uint8ClampedArray(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      bytes[4 * pixel + channel] = 255 * (values[pixel * channels + Math.min(channel, channels - 1)] ?? 0);
    }
    bytes[4 * pixel + 3] = 255;
  }
  return bytes;
}

/** The samples as one tall picture, to draw single ones from. */
function strip(values: Float32Array, kind: ImageKind): HTMLCanvasElement {
  const { width, height } = kind;
  const canvas = document.createElement('canvas');
  const count = Math.floor(values.length / (width * height * kind.channels));
  canvas.width = width;
  canvas.height = Math.max(1, count * height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context && count) {
    const image = context.createImageData(width, count * height);
    image.data.set(imagePixels(values.subarray(0, count * width * height * kind.channels), kind));
    context.putImageData(image, 0, 0);
  }
  return canvas;
}

/** One or more kinds of the same samples: the kinds of one sample stand below each other. */
export interface ImageSheet {
  readonly kind: ImageKind;
  readonly series: readonly { readonly name?: string; readonly values: Float32Array }[];
  readonly wanted: number;
}

export function drawImages({ context, width, height, theme }: Surface, { kind, series, wanted }: ImageSheet): void {
  const size = kind.width * kind.height * kind.channels;
  const count = Math.min(...series.map(({ values }) => Math.floor(values.length / size)));
  const margin = series.some(({ name }) => name) ? 16 : 0;
  const grid = gridOf({
    width: width - margin,
    height,
    imageWidth: kind.width,
    imageHeight: kind.height,
    count,
    wanted,
    gap: 2,
    stack: series.length,
  });
  const stack = series.length;
  const pitch = grid.cellHeight + grid.gap;
  const groups = grid.rows / stack;
  const spare = height - grid.rows * pitch;
  // Room between the groups says which rows belong together.
  const between = groups > 1 && stack > 1 ? Math.min(10, spare / (groups - 1)) : 0;
  context.imageSmoothingEnabled = grid.cellWidth < kind.width;
  for (const [position, { name, values }] of series.entries()) {
    const pictures = strip(values, kind);
    for (let group = 0; group < groups; group++) {
      const top = grid.top + (group * stack + position) * pitch + group * between;
      if (name) {
        context.font = `11px ${theme.font}`;
        context.fillStyle = theme.muted;
        context.textBaseline = 'middle';
        context.fillText(name, 0, top + grid.cellHeight / 2);
      }
      for (let column = 0; column < grid.columns; column++) {
        const sample = group * grid.columns + column;
        if (sample >= count) break;
        const left = (margin || grid.left) + column * (grid.cellWidth + grid.gap);
        context.drawImage(
          pictures,
          0,
          sample * kind.height,
          kind.width,
          kind.height,
          left,
          top,
          grid.cellWidth,
          grid.cellHeight,
        );
      }
    }
  }
}
