// The package ships no types; these are the parts used.
declare module 'yauzl' {
  export interface Entry {
    fileName: string;
    uncompressedSize: number;
    isEncrypted(): boolean;
  }
  export interface ZipFile {
    entryCount: number;
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<NodeJS.ReadableStream>;
    close(): void;
  }
  /** Its name as it stands, in whatever alphabet. */
  export interface RawEntry {
    fileName: Buffer;
    uncompressedSize: number;
    isEncrypted(): boolean;
  }
  export interface RawZipFile {
    eachEntry(): AsyncIterable<RawEntry>;
    openReadStreamPromise(entry: RawEntry): Promise<NodeJS.ReadableStream>;
    close(): void;
  }
  export function fromBufferPromise(bytes: Buffer, options: { lazyEntries: true }): Promise<ZipFile>;
  export function fromBufferPromise(
    bytes: Buffer,
    options: { lazyEntries: true; decodeStrings: false },
  ): Promise<RawZipFile>;
}
