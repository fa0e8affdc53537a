import * as tf from '@tensorflow/tfjs-core';
import type { Phase, PhaseName } from '../program/phase';
import type { Model } from './model';

/** A step on a batch that is taken phase by phase; of a model with one phase, the step as a whole. It owns the batch. */
export class PhasedStep {
  private readonly model: Model;
  private readonly phases: readonly Phase[];
  private readonly batch: readonly tf.Tensor[];
  private readonly course: ReturnType<NonNullable<Model['phases']>> | undefined;
  private ended = 0;
  private found: ReturnType<Model['step']> | undefined;

  constructor(model: Model, phases: readonly Phase[], batch: readonly tf.Tensor[]) {
    this.model = model;
    this.phases = phases;
    this.batch = batch;
    this.course = model.phases?.(...batch);
  }

  /** The mean of each term once the last phase has ended; whoever takes them disposes them. */
  get means(): ReturnType<Model['step']> | undefined {
    return this.found;
  }

  /** Takes the phase that is next, and gives its name. */
  next(): PhaseName {
    const phase = this.phases[this.ended++];
    if (!phase || this.found) throw new Error('Every phase of this step has been taken.');
    if (this.course) {
      const { done, value } = this.course.next();
      if (done) this.found = value;
    } else this.found = this.model.step(...this.batch);
    if (this.found) tf.dispose([...this.batch]);
    return phase.name;
  }
}
