/** Where equal pictures stand in a box: in rows, the block of them centred, but stacks at the top. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** CSS pixels a picture, each way. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly left: number;
  readonly top: number;
  readonly gap: number;
}

export interface GridRequest {
  readonly width: number;
  readonly height: number;
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** How many pictures there are at most. */
  readonly count: number;
  /** How many should be seen at least before they are shown larger. */
  readonly wanted: number;
  readonly gap: number;
  /** Pictures that belong together stand below each other: rows come in groups of so many. */
  readonly stack?: number;
}

/**
 * The largest pictures of which as many as wanted fit. Whole or half multiples of their own pixels are kept where pictures are
 * enlarged, so that every pixel is as wide as its neighbour.
 */
export function gridOf({ width, height, imageWidth, imageHeight, count, wanted, gap, stack = 1 }: GridRequest): Grid {
  const capacityAt = (scale: number): { columns: number; rows: number } => ({
    columns: Math.max(0, Math.floor((width + gap) / (imageWidth * scale + gap))),
    rows: stack * Math.floor((height + gap) / (stack * imageHeight * scale + stack * gap)),
  });
  const target = Math.min(count, wanted) * stack;
  const scales = [8, 6, 5, 4, 3, 2, 1.5, 1, 0.75, 0.5, 0.25];
  const scale =
    scales.find((candidate) => capacityAt(candidate).columns * capacityAt(candidate).rows >= target) ?? 0.25;
  const fitted = capacityAt(scale);
  const widest = Math.max(1, Math.min(fitted.columns, count));
  const groups = Math.max(1, Math.min(fitted.rows / stack, Math.ceil(count / widest)));
  // Rows of one length, where all are shown: twenty digits in two rows of ten.
  const columns = Math.min(widest, Math.ceil(count / groups));
  const rows = groups * stack;
  const [cellWidth, cellHeight] = [imageWidth * scale, imageHeight * scale];
  return {
    columns,
    rows,
    cellWidth,
    cellHeight,
    gap,
    left: Math.max(0, Math.round((width - columns * (cellWidth + gap) + gap) / 2)),
    top: stack === 1 ? Math.max(0, Math.round((height - rows * (cellHeight + gap) + gap) / 2)) : 0,
  };
}
