export function requestLink(id: string): string {
  return `/de-nghi/${id}`;
}
