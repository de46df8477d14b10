function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) {
    return `${seconds} giây`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} phút` : `${Math.round(minutes / 60)} giờ`;
}

/** `skewMs` is their clock minus ours. Past half of the tolerance it is time to say something. */
export function describeSkew(skewMs: number, toleranceSeconds: number): { text: string; isWrong: boolean } {
  const apart = Math.abs(skewMs);
  const side = skewMs > 0 ? 'nhanh' : 'chậm';
  const isWrong = apart > toleranceSeconds * 1000;
  if (apart < 2_000) {
    return { text: 'Đồng hồ hai bên khớp nhau.', isWrong };
  }
  const limit = isWrong ? `, quá mức cho phép ${durationText(toleranceSeconds * 1000)}: hai bên từ chối nhau` : '';
  return { text: `Đồng hồ bên kia ${side} hơn ${durationText(apart)}${limit}.`, isWrong };
}
