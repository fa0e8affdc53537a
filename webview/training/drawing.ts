/** Makes a change of the page, and answers for how many milliseconds the change and its drawing kept the page busy. */
export type Drawing = (change: () => void) => Promise<number>;

/** Milliseconds: a page without a frame for so long is busy, or nobody sees it. */
const patience = 500;

/**
 * Busy are the change with what React makes of it, and the frame that comes next, from its first callback until it is drawn; the
 * wait for that frame is not.
 */
export const drawing: Drawing = async (change) => {
  const began = performance.now();
  const framed = nextFrame();
  change();
  // React commits in a microtask, which is queued by now.
  await undefined;
  const changed = performance.now();
  // Asked for last, it is called after all that scripts draw; a task comes after all that the browser draws.
  const drawn = nextFrame().then(() => after(0));
  const frame = Promise.all([framed, drawn]).then(([first, last]) => last - first);
  const none = after(patience).then((now) => now - changed);
  return changed - began + (await Promise.race([frame, none]));
};

const nextFrame = (): Promise<number> =>
  new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));

const after = (milliseconds: number): Promise<number> =>
  new Promise((resolve) => setTimeout(() => resolve(performance.now()), milliseconds));
