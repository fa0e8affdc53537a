const fetched = new Map<string, Promise<string>>();

/**
 * The binary of the wasm backend under an address that a worker can read. A worker made from a Blob does not reach the extension's
 * files where a service worker hands them out, so the page fetches it and passes a Blob. Undefined where it cannot be read.
 */
export async function wasmBinary(address: string): Promise<string | undefined> {
  const blob = fetched.get(address) ?? blobAddress(address);
  fetched.set(address, blob);
  return blob.catch(() => {
    fetched.delete(address);
    return undefined;
  });
}

async function blobAddress(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be read (${response.status}).`);
  return URL.createObjectURL(await response.blob());
}
