/** A timestamp authority in a process of its own; says where it is and ends with its parent. */
import { createAuthority, serveAuthority } from '@congvu/pki/authority';

const authority = createAuthority({ name: 'Đo', at: new Date() });
const served = await serveAuthority(authority, { now: () => new Date() });
const root = Buffer.from(authority.root.certificate).toString('base64');
process.send?.({ url: served.urls.tsa, root });
process.on('disconnect', () => process.exit(0));
