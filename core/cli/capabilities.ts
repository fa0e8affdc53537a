import { Fault } from './fault';
import type { TrainedModel } from './model-run';

/* What a graph has no meaning for, and why. */

export function refuseEncode({ manifest, path }: TrainedModel): Fault {
  const { observations } = manifest;
  return new Fault(
    observations.length > 1
      ? `${path} cannot encode: it has no latent code that is inferred from one of its ${observations.length} observations.`
      : `${path} cannot encode: it has no latent code that is inferred from the observation.`,
  );
}

export function refuseDecode({ manifest, path }: TrainedModel): Fault {
  return new Fault(
    manifest.code
      ? `${path} cannot decode: no distance of its energy compares what a decoder makes of the code.`
      : `${path} cannot decode: it has no one latent code to decode.`,
  );
}

export function refuseSample(trained: TrainedModel): Fault {
  if (!trained.model.decode) return refuseDecode(trained);
  return new Fault(
    `${trained.path} cannot sample: no prior says what codes to draw; a KL regularizer on a Gaussian code is one.`,
  );
}

export function refuseReconstruct({ manifest, path }: TrainedModel): Fault {
  const { observations } = manifest;
  return new Fault(
    observations.length > 1
      ? `${path} cannot reconstruct: none of its ${observations.length} observations is predicted from one of them.`
      : `${path} cannot reconstruct: no distance of its energy compares a prediction with the observation.`,
  );
}

export const refuseComplete = ({ path }: TrainedModel): Fault =>
  new Fault(`${path} cannot complete: it has no observation of which a part could be hidden.`);

export function refuseFreeEnergy({ manifest, path }: TrainedModel): Fault {
  return new Fault(
    manifest.code?.kind === 'gaussian'
      ? `${path} has no free energy: what its Gaussian code costs no prior says, or what it predicts depends on more than the code.`
      : `${path} has no free energy: its code is found by minimising the energy, and no distribution says which others to weigh.`,
  );
}
