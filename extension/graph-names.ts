export const graphSuffix = '.ebm.json';

export const isGraphName = (path: string): boolean => path.toLowerCase().endsWith(graphSuffix);

/** `vae` for `vae.ebm.json`. */
export const stemOf = (fileName: string): string =>
  isGraphName(fileName) ? fileName.slice(0, -graphSuffix.length) : fileName;

/** `my-model.ebm.json` for what a person typed as `my-model`, `my-model.json` or `my-model.ebm.json`. */
export const withGraphSuffix = (path: string): string =>
  isGraphName(path) ? path : path.replace(/(\.ebm|\.json)?$/i, '') + graphSuffix;

/** `variational-autoencoder.ebm.json` for the name of a model. */
export const fileNameFor = (modelName: string): string => {
  const slug = modelName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return (slug || 'model') + graphSuffix;
};
