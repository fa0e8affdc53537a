import type { Limits, Reply, Request, StepCounts, Trainee } from './contestant';

/** A trainee whose worker is reached by `ask`. */
export function traineeBehind(ask: (request: Request) => Promise<Reply>, close: () => Promise<void>): Trainee {
  const answer = async <T>(request: Request): Promise<T> => {
    const reply = await ask(request);
    if (!reply.ok) throw new Error(reply.error);
    return reply.value as T;
  };
  return {
    take: (steps) => answer<number>({ type: 'take', steps }),
    count: () => answer<StepCounts>({ type: 'count' }),
    limits: () => answer<Limits>({ type: 'limits' }),
    close,
  };
}

/** Asks a worker to open; one that cannot is closed. */
export async function opened(
  ask: (request: Request) => Promise<Reply>,
  close: () => Promise<void>,
  opening: Extract<Request, { type: 'open' }>['opening'],
): Promise<Trainee> {
  const reply = await ask({ type: 'open', opening });
  if (reply.ok) return traineeBehind(ask, close);
  await close();
  throw new Error(reply.error);
}
