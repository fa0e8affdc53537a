const fetched = new Map<string, Promise<string>>();

/**
 * The wasm binaries under addresses that a worker can read. A worker made from a Blob does not reach the extension's files
 * where a service worker hands them out, so the page fetches them and passes Blobs. One that cannot be read is left out.
 */
export async function wasmBinaries(addresses: {
  readonly [name: string]: string;
}): Promise<{ [name: string]: string }> {
  const entries = await Promise.all(
    Object.entries(addresses).map(async ([name, address]) => {
      const blob = await blobAddress(address).catch(() => undefined);
      return blob ? [[name, blob]] : [];
    }),
  );
  return Object.fromEntries(entries.flat());
}

function blobAddress(address: string): Promise<string> {
  const known = fetched.get(address);
  if (known) return known;
  const blob = fetch(address).then(async (response) => {
    if (!response.ok) throw new Error(`${address} could not be read (${response.status}).`);
    return URL.createObjectURL(await response.blob());
  });
  fetched.set(address, blob);
  blob.catch(() => fetched.delete(address));
  return blob;
}
