/** By the name people see, or by the type our own mails say; what is inside is looked at in any case. */
export function isPackage(name: string, type: string): boolean {
  return /\.edxml$/i.test(name.trim()) || type.toLowerCase() === 'application/edxml+xml';
}
