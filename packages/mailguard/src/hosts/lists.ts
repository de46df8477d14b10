/* Kinds of hosts that a lure prefers. Each is an everyday service as well: how much one counts is said by its weight. */

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(/\s+/).filter((name) => name !== ''));
}

/** Pages that anybody publishes within minutes, below somebody else's name. */
export const FREE_HOSTS = setOf(`
  pages.dev workers.dev r2.dev web.app firebaseapp.com netlify.app vercel.app now.sh herokuapp.com onrender.com render.com
  glitch.me github.io gitlab.io surge.sh fly.dev railway.app up.railway.app deno.dev replit.app repl.co replit.dev codesandbox.io
  csb.app stackblitz.io weebly.com weeblysite.com wixsite.com wixstudio.io wixstudio.com editorx.io square.site
  blogspot.com wordpress.com webflow.io webnode.page webnode.com strikingly.com mystrikingly.com godaddysites.com
  000webhostapp.com site123.me yolasite.com jimdosite.com jimdofree.com tilda.ws bubbleapps.io carrd.co framer.app framer.website
  framer.ai ucraft.site gitbook.io notion.site ipfs.io dweb.link cf-ipfs.com nftstorage.link pinata.cloud mypinata.cloud w3s.link
  infura-ipfs.io translate.goog ngrok.io ngrok.app ngrok-free.app trycloudflare.com loca.lt serveo.net duckdns.org no-ip.org
  ddns.net hopto.org zapto.org sytes.net myftp.org servehttp.com dynv6.net workers.cloudflare.com azurewebsites.net
  azurestaticapps.net cloudapp.azure.com azureedge.net azurefd.net web.core.windows.net blob.core.windows.net
  storage.googleapis.com firebasestorage.googleapis.com appspot.com run.app cloudfunctions.net amazonaws.com
  amplifyapp.com elasticbeanstalk.com awsapprunner.com on-aws.com digitaloceanspaces.com ondigitalocean.app linodeobjects.com
  backblazeb2.com wasabisys.com vultrobjects.com contabostorage.com objectstorage.oraclecloud.com bmetrack.com
  sites.google.com telegra.ph linktr.ee lnk.bio bio.link beacons.ai taplink.cc about.me my.canva.site canva.site zyrosite.com
  hostingersite.com webcindario.com byethost.com epizy.com rf.gd 42web.io infinityfreeapp.com atwebpages.com mywebsite.com
  plesk.page cprapid.com vercel.com myshopify.com mybluehost.me pantheonsite.io wpengine.com wpcomstaging.com
  typedream.app softr.app glideapp.io teachable.com mailchimpsites.com brizy.site dorik.io simvoly.com clickfunnels.com
  systeme.io landingi.com swipepages.net unbounce.com leadpages.co duda.co multiscreensite.com googleusercontent.com
  script.google.com goo.su heylink.me flazio.com sitey.me moonfruit.com wapka.site edgeone.app lovable.app vusercontent.net
  bolt.host base44.app gamma.site super.site nicepage.io eu.org
`);

/** Free pages that schools, shops and clubs really have. */
export const HOME_PAGES = setOf('blogspot.com wordpress.com sites.google.com github.io');

/** Forms and shared pages of companies with a good name. */
export const FORM_BUILDERS = setOf(`
  forms.gle docs.google.com forms.office.com forms.microsoft.com typeform.com jotform.com jotformpro.com formsmarts.com
  formstack.com wufoo.com 123formbuilder.com cognitoforms.com formsite.com form.run tally.so airtable.com paperform.co
  surveymonkey.com surveyheart.com zohopublic.com zfrmz.com forms.zoho.com formcrafts.com emailmeform.com smartsurvey.co.uk
  hsforms.com formspree.io getform.io formsubmit.co submit-form.com web3forms.com nocodeform.io feathery.io
  forms.app formaloo.net formaloo.co questionpro.com alchemer.com clickup.com
`);

export const SHORTENERS = setOf(`
  bit.ly bitly.com tinyurl.com t.co goo.gl is.gd v.gd ow.ly buff.ly rebrand.ly cutt.ly shorturl.at shorturl.asia short.gy t.ly
  rb.gy s.id tiny.cc tiny.one qrco.de qr.ae qrfy.io qrs.ly me-qr.com scnv.io l.ead.me q-r.to bl.ink urlz.fr u.to x.gd
  clck.ru vk.cc lnkd.in adf.ly ouo.io shorte.st bc.vc soo.gd zpr.io 1url.cz t2m.io cli.re kutt.it dub.sh dub.co
  shorten.is linkr.it lnk.to smarturl.it hyperurl.co shor.by tr.ee han.gl url.vn urlvn.net by.com.vn ln.run surl.li
  n9.cl acesse.one encurtador.com.br encr.pw l1nq.com sl1nk.com l1nk.dev shre.ink tinu.be wp.me amzn.to trib.al
  snip.ly short.io 2u.pw 2no.co grabify.link iplogger.org gg.gg ity.im t1p.de kurzelinks.de page.link app.link onelink.me
  flowcode.com flow.page t.me wa.me m.me chilp.it snipurl.com snurl.com moourl.com qps.ru lc.chat
`);

/** Endings that cost next to nothing and are used for little else than lures (spec: 7.8 % of lures, 0.2 % of ordinary mail). */
export const BAD_ENDINGS = setOf(`
  xyz top click shop online site store icu buzz live fun space rest cfd sbs cyou quest pw zip mov tk ml ga cf gq bond monster
  makeup hair skin beauty autos boats homes yachts motorcycles lol mom christmas pics website host press wang win bid loan loans
  men review trade date racing stream download party science work rocks cam uno best cyou life today world vip bar
  ink fit gdn kim ltd one surf link support help security email center digital solutions services agency company group
  finance money cash credit claims bet casino poker guru ninja tokyo run dev-secure su ru.com sa.com za.com us.com com.de
  ooo lat fyi cheap discount fail exposed webcam country kred cricket faith accountant
`);

/** Machinery of legitimate mass mail: its names differ from the sender's in ordinary letters too. */
export const MAIL_SERVICES = setOf(`
  sendgrid.net mailchimp.com list-manage.com mcsv.net rsgsv.net mandrillapp.com mailgun.org mailgun.net sparkpostmail.com
  amazonses.com awstrack.me exacttarget.com exct.net sfmc-content.com salesforce.com marketo.com mktoresp.com hubspot.com
  hubspotlinks.com hubspotemail.net hs-sites.com constantcontact.com rs6.net createsend.com cmail19.com cmail20.com
  campaign-archive.com mailerlite.com mlsend.com brevo.com sendinblue.com sibforms.com klaviyo.com klaviyomail.com
  responsys.net rsys2.net eloqua.com en25.com pardot.com sailthru.com braze.com iterable.com customer.io customeriomail.com
  cordial.io emarsys.net dotmailer.com dotdigital-pages.com acoustic.com silverpop.com bluehornet.com cheetahmail.com
  returnpath.net lyris.net sparklist.com topica.com yahoogroups.com googlegroups.com substack.com beehiiv.com convertkit.com
  aweber.com getresponse.com activehosted.com infusionsoft.com keap.com postmarkapp.com pstmrk.it doubleclick.net
  safelinks.protection.outlook.com urldefense.com urldefense.proofpoint.com protect-us.mimecast.com linkprotect.cudasvc.com
  google.com facebook.com twitter.com x.com linkedin.com instagram.com youtube.com tiktok.com zalo.me apple.com microsoft.com
  w3.org schemas.microsoft.com gstatic.com googleapis.com fonts.googleapis.com
`);
