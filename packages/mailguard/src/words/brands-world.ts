/**
 * Banks, parcels, taxes, networks and shops of other countries whose names are borrowed in the mail of anywhere, as in ./brands.ts:
 * `name|other name = domains`, rows parted by semicolons; a star marks an everyday word, `~` a domain where anybody has a mailbox or a page.
 */
export const WORLD_ROWS = `
gmail|gmail security = google.com gmail.com ; *teams|ms teams = microsoft.com teams.microsoft.com office.com ; slack = ~slack.com slack-edge.com ; discord = ~discord.com ~discordapp.com
telegram support|telegram team = telegram.org ~t.me ; snapchat = snapchat.com snap.com ; pinterest = pinterest.com ; reddit = reddit.com redditmail.com ; twitch = twitch.tv
epic games|fortnite = epicgames.com ; nintendo = nintendo.com nintendo.co.jp ; xbox = xbox.com microsoft.com ; canva = ~canva.com ; webex = webex.com cisco.com
atlassian|jira|trello = atlassian.com ~atlassian.net ~trello.com ; pandadoc = ~pandadoc.com ; hellosign|dropbox sign = ~hellosign.com dropbox.com ; sharefile = ~sharefile.com
ringcentral = ringcentral.com ; efax = efax.com ; mimecast = mimecast.com ; proofpoint = proofpoint.com ; barracuda networks|barracuda security = barracuda.com barracudanetworks.com
zoho|zoho mail = ~zoho.com ~zoho.eu zohocorp.com ; protonmail|proton mail = ~proton.me ~protonmail.com ; gmx|gmx mail = ~gmx.net ~gmx.de ~gmx.com ; web de = ~web.de
t online|telekom|deutsche telekom = ~telekom.de ~t-online.de telekom.com ; mail ru = ~mail.ru ~vk.com ; libero mail = ~libero.it italiaonline.it ; virgilio mail = ~virgilio.it
squarespace = ~squarespace.com ; hostinger = hostinger.com hostinger-mail.com ; bluehost = bluehost.com ; hostgator = hostgator.com hostgator.com.br ; siteground = siteground.com
network solutions = networksolutions.com ; cloudflare = cloudflare.com ; gandi = ~gandi.net ; infomaniak = ~infomaniak.com infomaniak.ch
aruba|aruba mail|aruba pec|aruba assistenza = aruba.it arubapec.it staff.aruba.it pec.it ; register it = register.it ; locaweb = locaweb.com.br ; uol|uol host = ~uol.com.br
strato ag = strato.de ; one com = ~one.com ; transip = transip.nl transip.eu ; hetzner = hetzner.com hetzner.de ; us bank = usbank.com ; td bank|td canada trust = td.com tdbank.com
pnc bank = pnc.com ; fifth third = 53.com ; ally bank = ally.com ; charles schwab = schwab.com ; fidelity investments = fidelity.com ; robinhood = robinhood.com ; sofi bank = sofi.com
citizens bank = citizensbank.com ; regions bank = regions.com ; huntington bank = huntington.com ; keybank = key.com ; chime bank = chime.com
spectrum mail|charter spectrum = spectrum.com ~spectrum.net charter.com ; cox communications = cox.com ~cox.net ; centurylink = centurylink.com ; earthlink = ~earthlink.net
juno mail = ~juno.com ; sirius xm|siriusxm = siriusxm.com ; doordash = doordash.com ; instacart = instacart.com ; kroger = kroger.com ; publix = publix.com ; blue cross = bcbs.com
united healthcare = uhc.com ; ontrac = ontrac.com ; halifax bank|bank of scotland = halifax.co.uk bankofscotland.co.uk ; monzo = monzo.com ; starling bank = starlingbank.com
nationwide building = nationwide.co.uk ; metro bank = metrobankonline.co.uk ; tsb bank = tsb.co.uk ; virgin media = ~virginmedia.com ~virginmediao2.co.uk ; talktalk = ~talktalk.co.uk
btinternet|bt mail|bt group = bt.com ~btinternet.com ; vodafone = vodafone.com vodafone.co.uk ~vodafone.de ~vodafone.it ~vodafone.es ~vodafone.pt vodafone.com.au
tv licensing|tv licence = tvlicensing.co.uk ; *nhs|nhs uk = nhs.uk ~nhs.net ; tesco = tesco.com ; argos = argos.co.uk ; sainsburys|sainsbury s = sainsburys.co.uk
british gas = britishgas.co.uk ; octopus energy = octopus.energy octopusenergy.com ; revenue commissioners|irish revenue = revenue.ie ; *revenue = revenue.ie irs.gov
an post = anpost.com anpost.ie ; aib|allied irish banks = aib.ie ; bank of ireland = bankofireland.com boi.com ; eflow|m50 toll = eflow.ie ; auspost|australia post = auspost.com.au
commbank|commonwealth bank = commbank.com.au cba.com.au ; westpac = westpac.com.au westpac.co.nz ; nab bank|national australia bank = nab.com.au ; anz bank = anz.com anz.com.au anz.co.nz
linkt = linkt.com.au transurban.com ; medicare australia = servicesaustralia.gov.au ; nz post|nzpost = nzpost.co.nz ; inland revenue = ird.govt.nz
canada post|postes canada = canadapost.ca canadapost-postescanada.ca ; interac|interac e transfer = interac.ca payments.interac.ca ; canada revenue|revenu canada = canada.ca cra-arc.gc.ca
rbc|rbc royal bank|royal bank of canada = rbc.com rbcroyalbank.com ; scotiabank = scotiabank.com ; bmo bank = bmo.com ; cibc = cibc.com ; desjardins = desjardins.com
sparkasse online|s pushtan = sparkasse.de ; dkb|deutsche kreditbank = dkb.de ; comdirect = comdirect.de ; targobank = targobank.de ; hypovereinsbank = hypovereinsbank.de unicredit.de
consorsbank = consorsbank.de ; raiffeisenbank|raiffeisen = raiffeisen.ch raiffeisen.at raiffeisen.de vr.de rbinternational.com
volksbanken|vr bank|volksbank raiffeisenbank = vr.de volksbank.de ; apobank = apobank.de ; advanzia = advanzia.com ; *ing = ing.de ing.nl ing.com ing.be ing.pl ing.it ing.es
elster|finanzamt|bundeszentralamt fur steuern|bzst = elster.de bzst.de ~bund.de ; rundfunkbeitrag|ard zdf|beitragsservice = rundfunkbeitrag.de ; bundesagentur fur arbeit = arbeitsagentur.de
deutsche bahn|bahncard = bahn.de deutschebahn.com ; adac = adac.de ; check24 = check24.de ; kleinanzeigen = kleinanzeigen.de ; media markt|mediamarkt = mediamarkt.de ; rossmann = rossmann.de
zalando = zalando.de zalando.com zalando.fr zalando.nl ; 1 und 1|1und1 = 1und1.de ionos.de ; o2 online = o2online.de telefonica.de
gls|gls paket|gls group = gls-group.eu gls-group.com gls-pakete.de gls-italy.com gls-spain.es ; hermes paket|myhermes = myhermes.de hermesworld.com ; post at|osterreichische post = post.at
erste bank|george erste = erstebank.at sparkasse.at ; bawag = bawag.at ; finanzonline = bmf.gv.at ~gv.at ; swiss post|die post|schweizerische post|la poste suisse = post.ch ; twint = twint.ch
serafe = serafe.ch ; zkb|zurcher kantonalbank = zkb.ch ; ameli|assurance maladie|carte vitale|cpam = ameli.fr assurance-maladie.fr
impots gouv|dgfip|finances publiques = impots.gouv.fr ~gouv.fr dgfip.finances.gouv.fr ; antai|amendes gouv = antai.gouv.fr amendes.gouv.fr ~gouv.fr
france connect|franceconnect = franceconnect.gouv.fr ~gouv.fr ; *caf|allocations familiales = caf.fr ; france travail|pole emploi = francetravail.fr pole-emploi.fr
mondial relay = mondialrelay.fr mondialrelay.com ; colis prive = colisprive.com ; relais colis = relaiscolis.com ; boursobank|boursorama = boursobank.com boursorama.fr boursorama.com
banque postale|la banque postale = labanquepostale.fr ; caisse d epargne = caisse-epargne.fr ; banque populaire = banquepopulaire.fr ; credit mutuel = creditmutuel.fr
lcl banque|credit lyonnais = lcl.fr ; cic banque = cic.fr ; hello bank = hellobank.fr ; edf|edf bleu = edf.fr ; engie = engie.fr engie.com ; bouygues telecom = bouyguestelecom.fr ~bbox.fr
sncf|sncf connect = sncf.com sncf-connect.com ; leboncoin = leboncoin.fr ; vinted = vinted.com vinted.fr vinted.de vinted.es vinted.it ; cdiscount = cdiscount.com ; fnac = fnac.com
decathlon = decathlon.com decathlon.fr ; leroy merlin = leroymerlin.fr leroymerlin.es leroymerlin.it ; bnp paribas fortis = bnpparibasfortis.be bnpparibasfortis.com ; kbc = kbc.be kbc.com
belfius = belfius.be ; proximus = ~proximus.be ; agencia tributaria|aeat = agenciatributaria.gob.es ~gob.es aeat.es ; *dgt|direccion general de trafico = dgt.es ~gob.es dgt.gob.es
tesoreria general de la seguridad = seg-social.es seg-social.gob.es ; correos|correos express = correos.es correos.com correosexpress.com adtpostales.com ; seur = seur.com ; mrw = mrw.es
endesa = endesa.com endesaclientes.com ; iberdrola = iberdrola.es iberdrola.com ; bankinter = bankinter.com bankinter.es ; banco sabadell|bancsabadell = bancsabadell.com bancosabadell.com
kutxabank = kutxabank.es ; abanca = abanca.com ; ibercaja = ibercaja.es ; unicaja = unicajabanco.es unicaja.es ; cajamar = cajamar.es grupocajamar.com ; openbank = openbank.es openbank.com
movistar|telefonica = ~movistar.es movistar.com telefonica.com ; bizum = bizum.es ; el corte ingles = elcorteingles.es ; mercadona = mercadona.es ; *ctt = ctt.pt cttexpresso.pt cttexpress.com
ctt expresso|ctt correios|ctt encomendas = ctt.pt cttexpresso.pt cttexpress.com ; *cgd = cgd.pt ; caixa geral|caixa directa|caixadirecta = cgd.pt
millennium bcp|millenniumbcp = millenniumbcp.pt ; novo banco|novobanco = novobanco.pt ; mb way|mbway = mbway.pt sibs.pt
autoridade tributaria|portal das financas = portaldasfinancas.gov.pt at.gov.pt ~gov.pt ; via verde = viaverde.pt ; edp comercial = edp.pt edp.com ; banco inter = inter.co bancointer.com.br
c6 bank|c6bank = c6bank.com.br ; picpay = picpay.com ; pagbank|pagseguro = pagseguro.com.br pagbank.com.br pagseguro.uol.com.br ; sicredi = sicredi.com.br ; sicoob = sicoob.com.br
banrisul = banrisul.com.br ; detran = ~gov.br ; inss|meu inss = ~gov.br inss.gov.br ; gov br = ~gov.br ; sem parar = semparar.com.br ; livelo|pontos livelo = livelo.com.br
*smiles = smiles.com.br ; *esfera = esfera.com.vc ; magalu|magazine luiza = magazineluiza.com.br magalu.com.br ; americanas = americanas.com.br ; casas bahia = casasbahia.com.br
vivo fibra|meu vivo = vivo.com.br ; claro net|minha claro = claro.com.br ; tim brasil|meu tim = tim.com.br ; ifood = ifood.com.br ; cpfl = cpfl.com.br ; jadlog = jadlog.com.br
olx = olx.com.br olx.pl olx.pt ; bcp peru|viabcp = viabcp.com ; bancolombia = bancolombia.com bancolombia.com.co ; davivienda = davivienda.com ; banco estado|bancoestado = bancoestado.cl
banamex|citibanamex = banamex.com citibanamex.com ; banorte = banorte.com ; banco azteca = bancoazteca.com.mx ; mercado credito = mercadopago.com
sat mexico|servicio de administracion tributaria = sat.gob.mx ; afip = afip.gob.ar arca.gob.ar ; nexi|nexi pay = nexi.it ; bper|bper banca = bper.it ; banco bpm = bancobpm.it
monte dei paschi|mps banca = mps.it gruppomps.it ; credem = credem.it ; fineco|finecobank = finecobank.com fineco.it
agenzia delle entrate|agenzia entrate|agenzia riscossione|agenzia delle entrate riscossione = agenziaentrate.gov.it agenziaentrateriscossione.gov.it ~gov.it ; inps = inps.it inps.gov.it
pagopa|pago pa = pagopa.gov.it pagopa.it ; *spid|poste id = spid.gov.it poste.it ; agenzia dogane = adm.gov.it ; brt|bartolini|brt corriere = brt.it
sda express|sda corriere = sda.it poste.it ; telepass = telepass.com ; enel energia = enel.it enel.com ; wind tre|windtre = windtre.it
gruppo tim|telecom italia = ~tim.it telecomitalia.it tim.com.br ; fastweb = fastweb.it ; esselunga = esselunga.it ; postnl = postnl.nl postnl.be ; belastingdienst = belastingdienst.nl
mijnoverheid|mijn overheid = mijn.overheid.nl ~overheid.nl mijnoverheid.nl ; cjib = cjib.nl ; bunq = bunq.com ; ics cards|international card services = icscards.nl
sns bank|asn bank = snsbank.nl asnbank.nl ; ziggo = ~ziggo.nl ; kpn = kpn.com kpn.nl ; odido = odido.nl ; bol com = bol.com ; infomedics = infomedics.nl
vattenfall = vattenfall.nl vattenfall.de vattenfall.com ; inpost|paczkomat|paczkomaty = inpost.pl inpost.it inpost.co.uk inpost.fr inpost.eu ; poczta polska = poczta-polska.pl
pko bank|pko|ipko = pkobp.pl ipko.pl ; mbank = mbank.pl ; pekao|bank pekao = pekao.com.pl ; allegro pl|allegro lokalnie = allegro.pl ; pge = pge.pl gkpge.pl ; zus|pue zus = zus.pl
ceska posta|balikovna = ceskaposta.cz balikovna.cz ; postnord = postnord.se postnord.dk postnord.com postnord.no ; posten norge = posten.no bring.no
nordea = nordea.com nordea.fi nordea.se nordea.dk nordea.no ; swedbank = swedbank.se ; skatteverket = skatteverket.se ; mitid|nets danmark = mitid.dk nets.eu digst.dk
skat danmark|skattestyrelsen = skat.dk sktst.dk ; op pankki|osuuspankki = op.fi ; elta courier = elta.gr elta-courier.gr ; magyar posta = posta.hu ; otp bank = otpbank.hu otpgroup.info
emirates nbd = emiratesnbd.com ; dubai police = dubaipolice.gov.ae ; saudi post|spl saudi = splonline.com.sa ; sbi|state bank of india = sbi.co.in onlinesbi.sbi
hdfc bank = hdfcbank.com hdfcbank.net ; icici bank = icicibank.com ; india post = indiapost.gov.in ; paytm = paytm.com ; singpost = singpost.com
dbs bank|posb = dbs.com dbs.com.sg posb.com.sg ; ocbc = ocbc.com ; uob = uobgroup.com uob.com.sg ; maybank = maybank.com maybank2u.com.my maybank.com.my ; cimb = cimb.com cimbclicks.com.my
hongkong post = hongkongpost.hk ; nedbank = nedbank.co.za ; capitec = capitecbank.co.za ; sa post office = postoffice.co.za ; safaricom|m pesa = safaricom.co.ke
rakuten|楽天|楽天カード|楽天市場 = rakuten.co.jp rakuten-card.co.jp rakuten.com ; アマゾン|amazonプライム = amazon.co.jp ; 三井住友カード|smbc|vpass|三井住友銀行 = smbc-card.com smbc.co.jp vpass.ne.jp
三菱ufj|三菱ufj銀行|mufg = mufg.jp bk.mufg.jp ; イオンカード|イオン銀行 = aeon.co.jp aeonbank.co.jp ; エポスカード = eposcard.co.jp ; セゾンカード = saisoncard.co.jp ; jcb|myjcb = jcb.co.jp
ヤマト運輸|クロネコヤマト = kuronekoyamato.co.jp ; 佐川急便 = sagawa-exp.co.jp ; 日本郵便 = post.japanpost.jp japanpost.jp ; 国税庁 = nta.go.jp ; えきねっと = eki-net.com ; etc利用照会サービス|etcサービス = etc-meisai.jp
メルカリ|mercari = mercari.com mercari.jp ; paypay = paypay.ne.jp ; ntt docomo|nttドコモ|docomo = ~docomo.ne.jp nttdocomo.co.jp ; ソフトバンク|softbank = softbank.jp ~softbank.ne.jp
exodus wallet = exodus.com ; atomic wallet = atomicwallet.io ; uniswap = uniswap.org ; myetherwallet = myetherwallet.com ; bitpanda = bitpanda.com ; bitvavo = bitvavo.com
bitstamp = bitstamp.net ; bitget = bitget.com ; gate io = gate.io gate.com ; huobi|htx = htx.com huobi.com ; gemini exchange|gemini trust = gemini.com ; tangem = tangem.com
safepal = safepal.com ; solflare = solflare.com ; etoro = etoro.com ; *wise|transferwise|wise com = wise.com ; payoneer = payoneer.com ; skrill = skrill.com ; neteller = neteller.com
afterpay = afterpay.com ; affirm = affirm.com ; totalav|total av = totalav.com ; avast = avast.com gen.com ; avg antivirus = avg.com ; bitdefender = bitdefender.com
malwarebytes = malwarebytes.com ; webroot = webroot.com ; windows defender|microsoft defender = microsoft.com ; anydesk = anydesk.com ; teamviewer = teamviewer.com ; ccleaner = ccleaner.com
nordvpn = nordvpn.com nordaccount.com ; peloton = peloton.com onepeloton.com ; dyson = dyson.com dyson.co.uk ; makita = makita.com makitatools.com ; kobalt = lowes.com
hexclad = hexclad.com ; le creuset = lecreuset.com ; stanley cup|stanley quencher = stanley1913.com ; ninja kitchen = ninjakitchen.com sharkninja.com
bass pro|cabelas = basspro.com cabelas.com ; petsmart = petsmart.com ; sephora = sephora.com ; ulta beauty = ulta.com ; hello fresh|hellofresh = hellofresh.com hellofresh.de
paramount plus|paramount = paramountplus.com ; hbo max = max.com hbomax.com ; prime video = amazon.com primevideo.com ; dazn = dazn.com ; canal plus = canalplus.com canal-plus.com
crunchyroll = crunchyroll.com ; audible = audible.com ; expedia = expedia.com expediamail.com ; tripadvisor = tripadvisor.com ; southwest airlines = southwest.com
delta air lines = delta.com ; british airways = ba.com britishairways.com ; lufthansa|miles and more = lufthansa.com miles-and-more.com ; ryanair = ryanair.com ; easyjet = easyjet.com
`;
