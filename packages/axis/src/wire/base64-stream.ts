/** Thrown for text that is no base64; the caller says it in Vietnamese. */
export class Base64Problem extends Error {
  override readonly name = 'Base64Problem';
}

const SPACE = /[\s]+/g;

/** Decodes base64 as it arrives; white space between the letters is allowed. */
export class Base64Decoder {
  #left = '';
  #isEnded = false;

  push(text: string): Buffer {
    const letters = this.#left + text.replace(SPACE, '');
    if (letters === '') {
      return Buffer.alloc(0);
    }
    if (this.#isEnded || /[^A-Za-z0-9+/=_-]/.test(letters)) {
      throw new Base64Problem();
    }
    const usable = letters.length - (letters.length % 4);
    this.#left = letters.slice(usable);
    const whole = letters.slice(0, usable);
    const padding = whole.indexOf('=');
    if (padding !== -1) {
      if (padding < whole.length - 2 || this.#left !== '') {
        throw new Base64Problem();
      }
      this.#isEnded = true;
    }
    return Buffer.from(whole, 'base64');
  }

  /** The last letters, when the sender left the padding out. */
  end(): Buffer {
    if (this.#left.length === 1) {
      throw new Base64Problem();
    }
    return Buffer.from(this.#left, 'base64');
  }
}
