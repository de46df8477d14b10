// The package ships no types; these are the parts used.
declare module 'yazl' {
  export class ZipFile {
    readonly outputStream: NodeJS.ReadableStream & AsyncIterable<Uint8Array>;
    addReadStreamLazy(
      name: string,
      options: { compress: boolean; mtime: Date; size?: number },
      open: (callback: (error: Error | null, stream: NodeJS.ReadableStream) => void) => void,
    ): void;
    addBuffer(bytes: Buffer, name: string, options?: { mtime?: Date; compress?: boolean }): void;
    end(): void;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
