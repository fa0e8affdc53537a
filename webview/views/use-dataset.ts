import { useEffect, useState } from 'react';
import type { Dataset } from '../../core/data/datasets';
import { readDataset } from '../training/data';
import { useTraining } from '../training/store';

/** A built-in set, read when the page has nothing better to do; undefined until then, or where it cannot be read. */
export function useDataset(name: string | undefined): Dataset | undefined {
  const resources = useTraining((state) => state.resources);
  const [dataset, setDataset] = useState<Dataset>();
  useEffect(() => {
    if (!name || !resources) return;
    let left = false;
    const idle = requestIdleCallback(
      () => {
        readDataset(name, resources).then(
          (read) => left || setDataset(read),
          // Train says what is wrong with it; a preview stays empty.
          () => left || setDataset(undefined),
        );
      },
      { timeout: 2000 },
    );
    return () => {
      left = true;
      cancelIdleCallback(idle);
    };
  }, [name, resources]);
  return dataset?.description.id === name ? dataset : undefined;
}
