/**
 * Ten class colours for each kind of theme, in the order that keeps the first ones furthest apart. Any two stay apart,
 * in OKLab, for normal sight and for protanopia, deuteranopia and tritanopia as simulated by Machado et al. 2009.
 */
export const classColours = {
  dark: ['#e2e26a', '#5171cf', '#ed7471', '#85d0fe', '#b74c80', '#60a2fc', '#88790a', '#af98b7', '#eca730', '#3cfae0'],
  light: ['#1a4912', '#15a6d7', '#a37055', '#005aac', '#5a1e67', '#9f9d00', '#d8729b', '#93316b', '#6c74d7', '#6f6107'],
} as const;
