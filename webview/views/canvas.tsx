import { useLayoutEffect, useRef } from 'react';
import { type Theme, useTheme } from './theme';

/** A cleared drawing area in CSS pixels, sharp on any screen. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

export type Draw = (surface: Surface) => void;

/**
 * Milliseconds between two drawings, for training shares its processor with the page: less than between two frames of a
 * training, so that each is drawn when it comes.
 */
const interval = 150;

export interface CanvasProps {
  /** Draws anew whenever this function is another one. */
  readonly draw: Draw;
  /** What a screen reader says of the picture. */
  readonly label: string;
  /** Whether it stands in the graph, where a person zooms into it. */
  readonly zoomed?: boolean;
  readonly className?: string;
}

/** A picture that fills its box, drawn a few times a second at most and only where it can be seen. */
export function Canvas({ draw, label, zoomed = false, className }: CanvasProps) {
  const theme = useTheme();
  const element = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter>(undefined);

  useLayoutEffect(() => {
    if (!element.current) return;
    const made = new Painter(element.current, zoomed);
    painter.current = made;
    return () => made.close();
  }, [zoomed]);
  // In the same frame of the screen as the words that come with it: every frame costs.
  useLayoutEffect(() => painter.current?.show(draw, theme), [draw, theme]);

  return <canvas ref={element} className={className} role="img" aria-label={label} />;
}

class Painter {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly zoomed: boolean;
  private readonly visibility: IntersectionObserver;
  private readonly size: ResizeObserver;
  private picture: { readonly draw: Draw; readonly theme: Theme } | undefined;
  private visible = false;
  private due = false;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame: number | undefined;

  constructor(canvas: HTMLCanvasElement, zoomed: boolean) {
    this.canvas = canvas;
    this.zoomed = zoomed;
    // Drawn on the processor: pictures this small cost a GPU more to begin than to finish, and an emulated one most of all.
    this.context = canvas.getContext('2d', { willReadFrequently: true });
    this.visibility = new IntersectionObserver(([entry]) => {
      this.visible = entry?.isIntersecting ?? false;
      this.schedule();
    });
    this.size = new ResizeObserver(() => this.invalidate());
    this.visibility.observe(canvas);
    this.size.observe(canvas);
    document.addEventListener('visibilitychange', this.schedule);
  }

  show(draw: Draw, theme: Theme): void {
    this.picture = { draw, theme };
    this.invalidate();
  }

  close(): void {
    clearTimeout(this.timer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.visibility.disconnect();
    this.size.disconnect();
    document.removeEventListener('visibilitychange', this.schedule);
  }

  private invalidate(): void {
    this.due = true;
    this.schedule();
  }

  private readonly schedule = (): void => {
    if (!this.due || !this.visible || document.hidden || this.timer !== undefined || this.frame !== undefined) return;
    const early = this.drawnAt + interval - performance.now();
    if (early <= 0) {
      this.paintNext();
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.paintNext();
    }, early);
  };

  /** Never faster than what is shown: a screen that is behind would only fall further back. */
  private paintNext(): void {
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  private paint(): void {
    const { canvas, context, picture } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!picture || !context || !this.visible || !width || !height) return;
    // Twice the pixels at least, so that a block zoomed into stays sharp; each costs, and the large views have the most.
    const scale = this.zoomed ? Math.max(2, devicePixelRatio) : devicePixelRatio;
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== columns || canvas.height !== rows) {
      canvas.width = columns;
      canvas.height = rows;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.save();
    picture.draw({ context, width, height, theme: picture.theme });
    context.restore();
    this.due = false;
    this.drawnAt = performance.now();
  }
}
