/** The templates of the gallery, in the order in which one leads to the next. */
export const templateNames = [
  'pca',
  'autoencoder',
  'denoising-autoencoder',
  'masked-prediction',
  'sparse-coding',
  'vae',
  'conv-vae',
] as const;
