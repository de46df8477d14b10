/** The security centre, with one cluster opened. */
export function centreLink(clusterId?: string): string {
  return clusterId === undefined ? '/theo-doi/an-toan-thu' : `/theo-doi/an-toan-thu?cum=${clusterId}`;
}

/** What concerns oneself: own reports, mail held back, own incidents. */
export const OWN_LINK = '/thu/an-toan';

export function noticeLink(noticeId: string): string {
  return `/thu/canh-bao/${noticeId}`;
}
