import { Fault } from './fault';
import type { TrainedModel } from './model-run';

/* What a graph has no meaning for, and why. */

export function refuseEncode({ manifest, path }: TrainedModel): Fault {
  const { observations } = manifest;
  return new Fault(
    observations.length > 1
      ? `${path} cannot encode: it has ${observations.length} observations, and a code is inferred from one.`
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
      ? `${path} cannot reconstruct: it has ${observations.length} observations, and one is reconstructed from itself.`
      : `${path} cannot reconstruct: no distance of its energy compares a prediction with the observation.`,
  );
}
