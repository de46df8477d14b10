import { isListed } from './host.ts';
import { FORM_BUILDERS } from './lists.ts';

/** Where people put files that are too large for a mail, by the names the services really have. */
const SHARING: ReadonlySet<string> = new Set(
  (
    'we.tl wetransfer.com drive.google.com 1drv.ms onedrive.live.com sharepoint.com dropbox.com db.tt box.com fshare.vn ' +
    'mediafire.com mega.nz mega.io 4share.vn smash.gg fromsmash.com send-anywhere.com transfernow.net swisstransfer.com ' +
    'icloud.com canva.com figma.com prezi.com slideshare.net scribd.com photos.app.goo.gl maps.app.goo.gl'
  ).split(' '),
);

/** A service that shares files: who shares there is told by the mail, not by the host. */
export function isSharing(host: string): boolean {
  return isListed(host, SHARING);
}

/** A service for shared files or forms with a good name. */
export function isCommonTool(host: string): boolean {
  return isSharing(host) || isListed(host, FORM_BUILDERS);
}
