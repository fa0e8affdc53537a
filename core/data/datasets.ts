import { DataError, type NumericArray } from './array';

export type DatasetId =
  | 'mnist'
  | 'digits'
  | 'binary-digits'
  | 'moons'
  | 'spiral'
  | 'eight-gaussians'
  | 'rings'
  | 'checkerboard'
  | 'digit-levels'
  | 'forks'
  | 'spheres'
  | 'sphere-masks'
  | 'density-fields';

export interface DatasetDescription {
  readonly id: DatasetId;
  readonly title: string;
  /** The axes of one sample. */
  readonly shape: readonly { readonly name: string; readonly size: number }[];
  /** Where all values lie, or null for coordinates without bounds. */
  readonly range: readonly [number, number] | null;
  readonly classes: number;
  readonly about: string;
  readonly licence: string;
}

export interface LabelledSamples {
  /** `[sample, ...axes of the description]`. */
  readonly values: NumericArray;
  /** `[sample]`, each in 0 … classes − 1. */
  readonly labels?: Int32Array;
}

export interface Dataset {
  readonly description: DatasetDescription;
  readonly train: LabelledSamples;
  readonly test: LabelledSamples;
}

export interface DatasetOptions {
  /** Decides the samples of the sets that are drawn; 0 by default. Sets read from files ignore it. */
  readonly seed?: number;
  /** Reads a file of the data folder by its name, e.g. `mnist-train-images.idx3-ubyte.gz`. */
  readonly fetchFile: (name: string) => Promise<Uint8Array>;
}

/** The axes of a square image of grey values. */
const greyImage = (side: number): DatasetDescription['shape'] => [
  { name: 'height', size: side },
  { name: 'width', size: side },
  { name: 'channel', size: 1 },
];
const digitsLicence = 'E. Alpaydin, C. Kaynak, UCI Optical Recognition of Handwritten Digits; CC BY 4.0';
const plane = [{ name: 'coordinate', size: 2 }] as const;
const volume = ['depth', 'height', 'width'].map((name) => ({ name, size: 16 })).concat({ name: 'channel', size: 1 });
const drawn = 'Drawn from the seed; no licence needed.';

export const datasets: readonly DatasetDescription[] = [
  {
    id: 'mnist',
    title: 'MNIST',
    shape: greyImage(28),
    range: [0, 1],
    classes: 10,
    about: 'Handwritten digits, 28×28 grey values: the first 10 000 training and 2 000 test images of MNIST.',
    licence: 'Y. LeCun, C. Cortes, C. J. C. Burges; CC BY-SA 3.0',
  },
  {
    id: 'digits',
    title: 'Digits 8×8',
    shape: greyImage(8),
    range: [0, 1],
    classes: 10,
    about: 'Handwritten digits, 8×8 grey values: 1 437 to train on, every fifth of the 1 797 kept for the test.',
    licence: digitsLicence,
  },
  {
    id: 'binary-digits',
    title: 'Digits 8×8, binary',
    shape: greyImage(8),
    range: [0, 1],
    classes: 10,
    about:
      'Handwritten digits, 8×8 pixels that are 1 where the grey value is at least a half: 1 437 to train on, 360 kept for the test.',
    licence: digitsLicence,
  },
  {
    id: 'moons',
    title: 'Two moons',
    shape: plane,
    range: null,
    classes: 2,
    about: 'Two interleaved half circles of radius 1 with noise of standard deviation 0.1, centred.',
    licence: drawn,
  },
  {
    id: 'spiral',
    title: 'Spiral',
    shape: plane,
    range: null,
    classes: 2,
    about: 'Two spiral arms of one and a half turns out to radius 3, with noise of standard deviation 0.08.',
    licence: drawn,
  },
  {
    id: 'eight-gaussians',
    title: 'Eight Gaussians',
    shape: plane,
    range: null,
    classes: 8,
    about: 'Eight Gaussians of standard deviation 0.2, evenly on a circle of radius 2: its true density is known.',
    licence: drawn,
  },
  {
    id: 'rings',
    title: 'Rings',
    shape: plane,
    range: null,
    classes: 3,
    about: 'Three concentric circles of radius 1, 2 and 3, equally likely, with noise of standard deviation 0.08.',
    licence: drawn,
  },
  {
    id: 'checkerboard',
    title: 'Checkerboard',
    shape: plane,
    range: null,
    classes: 8,
    about: 'Uniform on the eight dark squares of a 4×4 board that covers [-3, 3]².',
    licence: drawn,
  },
  {
    id: 'digit-levels',
    title: 'Digits 8×8, four levels',
    shape: [
      { name: 'height', size: 8 },
      { name: 'width', size: 8 },
      { name: 'level', size: 4 },
    ],
    range: [0, 1],
    classes: 10,
    about: 'Handwritten digits, 8×8 pixels of four grey levels, one-hot: the samples of the digits, in their order.',
    licence: digitsLicence,
  },
  {
    id: 'forks',
    title: 'Forks in time',
    shape: [
      { name: 'time', size: 8 },
      { name: 'coordinate', size: 2 },
    ],
    range: null,
    classes: 2,
    about: 'A point that moves straight for four steps, then bends left or right by 60°, equally likely; noise 0.02.',
    licence: drawn,
  },
  {
    id: 'spheres',
    title: 'Spheres 16³',
    shape: volume,
    range: null,
    classes: 3,
    about:
      'Volumes with one to three soft balls of value 1 under noise of standard deviation 0.3: 256 to train on, 64 kept.',
    licence: drawn,
  },
  {
    id: 'sphere-masks',
    title: 'Spheres 16³, masks',
    shape: volume,
    range: [0, 1],
    classes: 3,
    about: 'Where the balls of the spheres are, 1 inside and 0 outside: the same samples in the same order.',
    licence: drawn,
  },
  {
    id: 'density-fields',
    title: 'Density fields 16³',
    shape: volume,
    range: [0, 1],
    classes: 0,
    about:
      'Log-normal random fields of power spectrum ∝ k⁻², smoothed, periodic, like the density of matter: 256 to train on, 64 kept; density 8 and more is 1.',
    licence: drawn,
  },
];

/** Loads or draws a built-in set; the readers are imported only here, so that the descriptions stay light. */
export async function loadDataset(id: DatasetId, options: DatasetOptions): Promise<Dataset> {
  const description = datasets.find((candidate) => candidate.id === id);
  if (!description) {
    throw new DataError(
      `There is no built-in data set ${id}; choose one of ${datasets.map((set) => set.id).join(', ')}.`,
    );
  }
  return { description, ...(await loadSamples(id, options)) };
}

async function loadSamples(
  id: DatasetId,
  { seed = 0, fetchFile }: DatasetOptions,
): Promise<{ train: LabelledSamples; test: LabelledSamples }> {
  if (id === 'mnist') return (await import('./mnist')).loadMnist(fetchFile);
  if (id === 'digits') return (await import('./digits')).loadDigits(fetchFile);
  if (id === 'binary-digits') return (await import('./digits')).loadDigits(fetchFile, 'binary');
  if (id === 'digit-levels') return (await import('./digits')).loadDigits(fetchFile, 'levels');
  if (id === 'forks') return (await import('./forks')).drawForks(seed);
  if (id === 'spheres' || id === 'sphere-masks') return (await import('./spheres')).drawSpheres(id, seed);
  if (id === 'density-fields') return (await import('./density-fields')).drawDensityFields(seed);
  return (await import('./two-dimensional')).drawPlane(id, seed);
}
