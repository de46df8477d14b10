/** What a policy of this page vouches for, and how it makes it from what it is given (W3C Trusted Types). */
interface Makers {
  createHTML?: (given: string, ...rest: never[]) => string;
  createScriptURL?: (given: string) => string;
}

/** In a browser that knows trusted types the answers are objects of its own, taken wherever their text is. */
export interface Trusted {
  createHTML(given: string, ...rest: unknown[]): string;
  createScriptURL(given: string): string;
}

interface Factory {
  createPolicy(name: string, makers: Makers): Trusted;
}

function missing(name: string): never {
  throw new TypeError(`the policy ${name} does not make this`);
}

/**
 * A policy under one of the names the server lists (`trusted-types` in `platform/http/security.ts`), each made once. A browser without
 * trusted types gets the same texts, made by the same functions.
 */
export function createTrusted(name: string, makers: Makers): Trusted {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  return (
    trustedTypes?.createPolicy(name, makers) ?? {
      createHTML: (given, ...rest) => makers.createHTML?.(given, ...(rest as never[])) ?? missing(name),
      createScriptURL: (given) => makers.createScriptURL?.(given) ?? missing(name),
    }
  );
}
