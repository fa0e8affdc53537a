/** The templates of the gallery, in the order in which one leads to the next. */
export const templateNames = ['pca', 'autoencoder', 'denoising-autoencoder', 'vae', 'conv-vae'] as const;
