/** The templates of the gallery, in the order in which one leads to the next. */
export const templateNames = [
  'pca',
  'autoencoder',
  'denoising-autoencoder',
  'masked-prediction',
  'unet-2d',
  'unet-3d',
  'sparse-coding',
  'vae',
  'conv-vae',
  'complete-the-rest',
  'predict-the-future',
  'vicreg',
  'jepa',
] as const;
