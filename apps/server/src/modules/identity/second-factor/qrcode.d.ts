// The package ships no types; this is the one function used.
declare module 'qrcode' {
  export function toDataURL(text: string, options: { margin: number; width: number }): Promise<string>;
}
