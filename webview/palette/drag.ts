/** The kind of what is dragged from the palette: the type of a block. */
export const blockMime = 'application/x-ebm-block';
