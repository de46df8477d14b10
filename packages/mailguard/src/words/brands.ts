import { isEnterprise } from '../hosts/enterprises.ts';
import { isListed, isWithinAny, partsOf } from '../hosts/host.ts';
import { BAD_ENDINGS } from '../hosts/lists.ts';
import { WORLD_ROWS } from './brands-world.ts';

export interface Brand {
  name: string;
  /** Over folded words. */
  pattern: RegExp;
  domains: readonly string[];
  /** Also a surname or an everyday word: counts in a display name only alone or beside a word of service. */
  isCommon: boolean;
}

/** `name|other name = domains`; a star marks an everyday word. */
const ROWS = `
microsoft|microsoft 365|office 365|office365|ms office|onedrive|sharepoint|microsoft teams|outlook team|microsoft outlook|microsoft account = microsoft.com msn.com office.com microsoftonline.com live.com outlook.com office365.com sharepointonline.com sharepoint.com 1drv.ms
google|gmail team|google drive|google account = google.com youtube.com gmail.com googlemail.com
*apple|icloud|apple id|apple support|app store|itunes = apple.com icloud.com itunes.com
amazon|amazon prime|amazon com = amazon.com amazonses.com amazon.co.uk amazon.de amazon.co.jp amazon.fr amazon.in amazon.com.br amazon.es amazon.it
paypal|pay pal = paypal.com paypal.co.uk paypal.de paypal.fr
netflix = netflix.com
facebook|meta business|meta support|facebook support|instagram = facebook.com facebookmail.com meta.com instagram.com metamail.com
whatsapp = whatsapp.com
linkedin = linkedin.com
*twitter = twitter.com x.com
tiktok = tiktok.com
spotify = spotify.com
dropbox = dropbox.com dropboxmail.com
docusign = docusign.com docusign.net
adobe|adobe acrobat|adobe sign = adobe.com adobesign.com echosign.com
wetransfer = wetransfer.com we.tl
*zoom = zoom.us zoom.com
yahoo|yahoo mail = yahoo.com yahoo-inc.com yahooinc.com
aol|aol mail = aol.com
att|at t = att.com att.net att-mail.com
comcast|xfinity = comcast.net comcast.com xfinity.com
verizon = verizon.com verizonwireless.com
t mobile = t-mobile.com t-mobile.nl telekom.de
dhl|dhl express = dhl.com dhl.de dhl-news.com dhl.co.uk dhl.vn
fedex = fedex.com
*ups|united parcel service = ups.com
usps|us postal service|united states postal = usps.com usps.gov
royal mail = royalmail.com
correios = correios.com.br
la poste|colissimo|chronopost = laposte.fr laposte.net chronopost.fr
deutsche post = deutschepost.de dhl.de
evri|hermes parcel = evri.com
*dpd = dpd.com dpd.co.uk dpd.de
coinbase = coinbase.com
binance = binance.com
blockchain com|blockchain wallet = blockchain.com
metamask = metamask.io
trust wallet|trustwallet = trustwallet.com
ledger live|ledger support|ledger wallet = ledger.com
trezor = trezor.io
opensea = opensea.io
crypto com = crypto.com
*kraken = kraken.com
bank of america = bankofamerica.com
wells fargo = wellsfargo.com
*chase|chase bank|jpmorgan chase = chase.com jpmorgan.com
citibank|citi bank = citi.com citibank.com
capital one = capitalone.com
american express|amex = americanexpress.com aexp.com
*discover card|discover bank = discover.com
navy federal = navyfederal.org
usaa = usaa.com
truist = truist.com
hsbc = hsbc.com hsbc.co.uk hsbc.com.vn hsbc.com.hk
barclays = barclays.co.uk barclays.com
lloyds bank = lloydsbank.co.uk lloydsbank.com
natwest = natwest.com
santander = santander.com santander.co.uk santander.com.br santander.es
bbva = bbva.com bbva.es
caixabank|la caixa = caixabank.es caixabank.com
sparkasse = sparkasse.de
volksbank = volksbank.de vr.de
commerzbank = commerzbank.de
postbank = postbank.de
deutsche bank = deutsche-bank.de db.com
ing bank|ing diba = ing.de ing.nl ing.com
credit agricole = credit-agricole.fr ca-mail.fr
bnp paribas = bnpparibas.com bnpparibas.net
societe generale = societegenerale.fr socgen.com
intesa sanpaolo = intesasanpaolo.com
poste italiane|postepay|bancoposta = poste.it posteitaliane.it
unicredit = unicredit.it unicredit.eu
itau|banco itau = itau.com.br
bradesco = bradesco.com.br
banco do brasil = bb.com.br
caixa economica = caixa.gov.br
nubank = nubank.com.br
serasa = serasa.com.br
mercado pago|mercado livre|mercadolibre = mercadopago.com mercadolivre.com mercadolivre.com.br mercadolibre.com mercadopago.com.br
receita federal = fazenda.gov.br receita.fazenda.gov.br gov.br
aramex = aramex.com
*visa = visa.com
mastercard = mastercard.com
stripe = stripe.com
venmo = venmo.com
cash app|cashapp = cash.app square.com
zelle = zellepay.com
ebay = ebay.com ebay.co.uk ebay.de
walmart = walmart.com
costco = costco.com
*target = target.com
home depot = homedepot.com
lowe s|lowes = lowes.com
ace hardware = acehardware.com
harbor freight = harborfreight.com
sam s club|sams club = samsclub.com
best buy|geek squad = bestbuy.com geeksquad.com
walgreens = walgreens.com
cvs pharmacy|cvs = cvs.com
kohl s|kohls = kohls.com
dick s sporting = dickssportinggoods.com
tractor supply = tractorsupply.com
state farm = statefarm.com
*progressive = progressive.com
geico = geico.com
aaa emergency|aaa road = aaa.com
omaha steaks = omahasteaks.com
temu = temu.com temuemail.com
shein = shein.com
aldi = aldi.com aldi.us aldi-sued.de
lidl = lidl.com lidl.de
carrefour = carrefour.com carrefour.fr
ikea = ikea.com
starbucks = starbucks.com
yeti = yeti.com
dewalt = dewalt.com
milwaukee tool = milwaukeetool.com
mcafee = mcafee.com
norton|norton lifelock|lifelock = norton.com nortonlifelock.com symantec.com
kaspersky = kaspersky.com
godaddy = godaddy.com
wordpress = wordpress.com wordpress.org automattic.com
cpanel|c panel = cpanel.net
roundcube = roundcube.net
zimbra = zimbra.com synacor.com
namecheap = namecheap.com
ionos|1 1 ionos = ionos.com ionos.de
ovh|ovhcloud = ovh.com ovh.net ovhcloud.com
strato = strato.de
*orange = orange.fr orange.com
*free mobile = free.fr
sfr = sfr.fr sfr.com
telstra = telstra.com
rackspace = rackspace.com
mailchimp = mailchimp.com
*steam|steam support = steampowered.com valvesoftware.com
roblox = roblox.com
playstation = playstation.com sony.com
disney|disney plus|disney+ = disneyplus.com disney.com go.com
hulu = hulu.com
airbnb = airbnb.com
booking com = booking.com
*uber = uber.com
irs|internal revenue service = irs.gov govdelivery.com
hmrc = hmrc.gov.uk gov.uk
gov uk = gov.uk
social security administration = ssa.gov govdelivery.com
medicare = medicare.gov cms.gov govdelivery.com
centrelink|mygov|my gov = my.gov.au gov.au
ato|australian taxation = ato.gov.au
dvla = dvla.gov.uk gov.uk
ezpass|e zpass|sunpass|fastrak|txtag = e-zpassny.com sunpass.com thetollroads.com txtag.org ezpassva.com
interactive brokers = interactivebrokers.com
quickbooks|intuit|turbotax = intuit.com quickbooks.com turbotax.com
xero = xero.com
shopify = shopify.com
metabank = metabank.com
western union = westernunion.com
moneygram = moneygram.com
revolut = revolut.com
n26 = n26.com
klarna = klarna.com klarna.de
swisscom = swisscom.ch swisscom.com bluewin.ch
swisspass|sbb cff = swisspass.ch sbb.ch
postfinance = postfinance.ch
migros = migros.ch
ubs = ubs.com
rabobank = rabobank.nl
abn amro = abnamro.nl abnamro.com
digid = digid.nl
bpost = bpost.be
itsme = itsme.be itsme-id.com
mtn = mtn.com
absa = absa.co.za absa.africa
fnb bank|first national bank = fnb.co.za
standard bank = standardbank.co.za
sars efiling = sars.gov.za
kucoin = kucoin.com
okx = okx.com
bybit = bybit.com
walletconnect|wallet connect = walletconnect.com walletconnect.network reown.com
phantom wallet = phantom.app phantom.com
openai|chatgpt = openai.com chatgpt.com
github = github.com
etisalat = etisalat.ae
emirates post|emiratespost = emiratespost.ae
sedo = sedo.com
vietcombank|vcb digibank = vietcombank.com.vn
vietinbank = vietinbank.vn vietinbank.com.vn
bidv = bidv.com.vn
agribank = agribank.com.vn
techcombank = techcombank.com techcombank.com.vn
mbbank|mb bank = mbbank.com.vn
vpbank = vpbank.com.vn
acb bank|ngan hang acb|ngan hang a chau = acb.com.vn
sacombank = sacombank.com sacombank.com.vn
tpbank = tpb.vn tpb.com.vn
hdbank = hdbank.com.vn
vib bank|ngan hang vib = vib.com.vn
shb bank|ngan hang shb = shb.com.vn
vbsp|nhcsxh|ngan hang chinh sach|ngan hang csxh = vbsp.vn vbsp.org.vn
mobifone = mobifone.vn mobifone.com.vn
vinaphone = vinaphone.com.vn vnpt.vn vnpt.com.vn
bkav = bkav.com bkav.com.vn bkavca.vn
eximbank = eximbank.com.vn
lpbank|lienvietpostbank = lpbank.com.vn lienvietpostbank.com.vn
vnpay = vnpay.vn
zalo|zalo cloud = zalo.me zaloapp.com zaloplatforms.com
momo|vi momo = momo.vn
zalopay = zalopay.vn
vnpt = vnpt.vn vnpt.com.vn vnpt-invoice.com.vn vinaphone.com.vn vnptigate.vn vnptlaichau.vn vnedu.vn vnpt-ca.vn vnptioffice.vn
viettel|viettel post = viettel.com.vn viettel.vn viettelpost.com.vn viettelpost.vn viettel-ca.vn viettelidc.com.vn vietteltelecom.vn mysign.vn viettelcloud.vn
vnpost|vietnam post|buu dien viet nam = vnpost.vn vietnampost.vn vnpost.com.vn
giao hang tiet kiem|ghtk = ghtk.vn giaohangtietkiem.vn
giao hang nhanh = ghn.vn
shopee = shopee.vn shopee.com
lazada = lazada.vn lazada.com
tiki = tiki.vn
evn|evnnpc|dien luc = evn.com.vn npc.com.vn evnnpc.vn cskh.npc.com.vn
misa = misa.com.vn misa.vn meinvoice.vn amis.vn
fpt telecom = fpt.com.vn fpt.vn fpt.com
vneid|dinh danh dien tu = vneid.gov.vn gov.vn bocongan.gov.vn
dich vu cong quoc gia|cong dich vu cong = dichvucong.gov.vn gov.vn
tong cuc thue|cuc thue|chi cuc thue|etax mobile|thue dien tu = gdt.gov.vn gov.vn
bao hiem xa hoi|vssid = baohiemxahoi.gov.vn vss.gov.vn gov.vn
bo cong an|cuc canh sat|canh sat giao thong|cong an tinh|cong an huyen|cong an xa = bocongan.gov.vn gov.vn
kho bac nha nuoc = vst.gov.vn gov.vn
`;

function escapeWord(word: string): string {
  return word.trim().replace(/[+]/g, '\\+');
}

function readRow(row: string): Brand {
  const isCommon = row.startsWith('*');
  const [names = '', domains = ''] = row.replace(/^\*/, '').split(' = ');
  const list = names.split('|');
  return {
    name: list[0] ?? '',
    pattern: new RegExp(` (?:${list.map(escapeWord).join('|')})(?= )`),
    domains: domains.trim().split(' '),
    isCommon,
  };
}

export const BRANDS: readonly Brand[] = `${ROWS.trim()}\n${WORLD_ROWS.trim()}`.split(/\n| ; /).map(readRow);
const ALL_DOMAINS: ReadonlySet<string> = new Set(BRANDS.flatMap(({ domains }) => domains));
const ANY_BRAND = new RegExp(` (?:${BRANDS.flatMap(({ pattern }) => pattern.source.slice(4, -6)).join('|')})(?= )`);
const SERVICE_WORD =
  / (?:support|team|security|secure|account|accounts|service|services|notification|notifications|notice|alert|alerts|bank|id|inc|billing|customer|center|centre|rewards|reward|update|delivery|express|help|care|online|info|store|mail|no reply|noreply|department|admin|gift|survey|member|members|prime|pay|card|verification|verify|confirmation|order|shipping|package|invoice|payment|giveaway|winner|opportunity) /;

/** Brands named in folded words. */
export function brandsIn(words: string): Brand[] {
  return ANY_BRAND.test(words) ? BRANDS.filter(({ pattern }) => pattern.test(words)) : [];
}

/** A brand that a display name claims: an everyday word has to stand alone or beside a word of service. */
export function brandsOfName(words: string): Brand[] {
  return brandsIn(words).filter(({ isCommon, pattern }) => {
    const hit = pattern.exec(words)?.[0] ?? '';
    return !isCommon || words.trim() === hit.trim() || SERVICE_WORD.test(words);
  });
}

/** The host belongs to the brand: one of its domains, or its name under another ordinary ending. */
export function isOfBrand(host: string, { domains }: Brand): boolean {
  if (isWithinAny(host, domains)) {
    return true;
  }
  const { registrable, suffix, isPrivateSuffix } = partsOf(host);
  const label = registrable.split('.')[0] ?? '';
  const isOrdinary = !isPrivateSuffix && !BAD_ENDINGS.has(suffix) && label.length > 3;
  return isOrdinary && domains.some((domain) => partsOf(domain).registrable.split('.')[0] === label);
}

/** Whether a host belongs to any of the brands. */
export function isBrandHost(host: string): boolean {
  return isListed(host, ALL_DOMAINS) || isEnterprise(host);
}

/** The brand whose domain is written in a text, as `paypal.com` in the words of a link. */
export function brandOfDomain(host: string): Brand | undefined {
  return BRANDS.find(({ domains }) => isWithinAny(host, domains));
}
