export function requestLink(id: string): string {
  return `/de-nghi/${id}`;
}

/** What a person holds and has asked for: open to everybody. */
export const MY_THINGS_LINK = '/de-nghi';
