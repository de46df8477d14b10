import { isListed } from './host.ts';

/*
 * Enterprises, banks, papers and organisations that write to every office, by the domain they are known to have: registrars and hosts,
 * invoices and signatures, carriers, banks, insurers, fuel, travel, news, law, development partners. Only who they are: no names that
 * could be borrowed, those are in ../words/brands.ts.
 */
const ENTERPRISES: ReadonlySet<string> = new Set(
  (
    'pavietnam.vn pavietnam.net matbao.net matbao.com nhanhoa.com inet.vn tenten.vn z.com azdigi.com vinahost.vn longvan.net bkns.vn ' +
    'hostvn.net vnnic.vn cmctelecom.vn cmcts.com.vn vng.com.vn vngcloud.vn bizflycloud.vn vccorp.vn ' +
    'easyinvoice.vn softdreams.vn fast.com.vn bravo.com.vn thaison.vn einvoice.vn efy.com.vn hilo.com.vn cyberlotus.com wininvoice.vn ' +
    'nacencomm.vn cavn.vn smartsign.com.vn newtel-ca.vn safecert.vn ' +
    'luatvietnam.vn thuvienphapluat.vn luatminhkhue.vn lawnet.vn hethongphapluat.com ' +
    'base.vn 1office.vn getflycrm.com kiotviet.vn sapo.vn haravan.com bitrix24.vn ' +
    'jtexpress.vn ninjavan.co best-inc.vn ahamove.com nhattin.vn nasco.com.vn ' +
    'seabank.com.vn msb.com.vn ocb.com.vn scb.com.vn ncb-bank.vn pvcombank.com.vn baca-bank.vn namabank.com.vn kienlongbank.com ' +
    'vietbank.com.vn abbank.vn co-opbank.vn saigonbank.com.vn bvbank.net.vn vdb.gov.vn napas.com.vn cic.org.vn ' +
    'baoviet.com.vn pvi.com.vn bic.vn pti.com.vn mic.vn pjico.com.vn prudential.com.vn manulife.com.vn dai-ichi-life.com.vn aia.com.vn ' +
    'petrolimex.com.vn pvoil.com.vn vietnamairlines.com vietjetair.com bambooairways.com vietravel.com saigontourist.net traveloka.com ' +
    'vexere.com agoda.com dsvn.vn vr.com.vn mytour.vn ' +
    'nhandan.vn vov.vn vtv.vn vnanet.vn vietnamplus.vn tuoitre.vn thanhnien.vn vnexpress.net laodong.vn qdnd.vn dantri.com.vn ' +
    'baochinhphu.vn csgt.vn tinnhiemmang.vn khonggianmang.vn lapphap.vn congdoan.vn doanthanhnien.vn cand.com.vn congan.com.vn ' +
    'sggp.org.vn hanoimoi.vn nld.com.vn baophapluat.vn baotintuc.vn vneconomy.vn suckhoedoisong.vn giaoducthoidai.vn kinhtedothi.vn ' +
    'phunuvietnam.vn nongnghiep.vn nongnghiepmoitruong.vn vtcnews.vn znews.vn baodautu.vn thoibaotaichinhvietnam.vn tapchicongthuong.vn ' +
    'muongthanh.com muongthanh.vn ' +
    'vietnamnet.vn tienphong.vn daidoanket.vn baolaichau.vn tapchicongsan.org.vn dangcongsan.vn nxbctqg.vn stbook.vn ' +
    'fptshop.com.vn thegioididong.com dienmayxanh.com phongvu.vn cellphones.com.vn hacom.vn ' +
    'unicef.org undp.org un.org worldbank.org adb.org jica.go.jp koica.go.kr giz.de who.int fao.org ilo.org unesco.org ifad.org usaid.gov ' +
    'savethechildren.org wvi.org care.org.vn plan-international.org oxfam.org snv.org irri.org cgiar.org'
  ).split(' '),
);

/** A host of an enterprise or organisation that an office hears from as a matter of course. */
export function isEnterprise(host: string): boolean {
  return isListed(host, ENTERPRISES);
}
