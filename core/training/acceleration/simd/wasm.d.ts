/** The bytes of a WebAssembly module, assembled when they are bundled. */
declare module '*.wasm' {
  const binary: Uint8Array<ArrayBuffer>;
  export default binary;
}
