import type { Lexicon } from './topics.ts';

/** Portuguese, Spanish, French, German, Italian and Dutch: shorter, for lures that come in them. */
export const EUROPEAN: Lexicon = {
  credential: [
    '(verifique|confirme|atualize|valide|regularize|desbloqueie|reative|recadastre) ~ (conta|dados|cadastro|identidade|acesso|cartao|senha|dispositivo|email|token|informacoes)',
    '(atualizacao|confirmacao|validacao|recadastramento|regularizacao) ~ (cadastral|cadastro|dados|conta|seguranca|modulo|token|dispositivo|cpf)',
    '(verifique|verificar|confirme|confirmar|actualice|actualizar|valide|validar|restablecer|desbloquear|reactivar) ~ (cuenta|identidad|datos|informacion|acceso|tarjeta|correo|contrasena|perfil)',
    '(verifiez|verifier|confirmez|confirmer|mettre a jour|mettez a jour|validez|valider|reactiver|actualiser|actualisez|regulariser|activer) ~ (compte|identite|informations|coordonnees|acces|carte|donnees|dossier|adresse|pass|paiement|messagerie)',
    '(bestatigen|verifizieren|aktualisieren|uberprufen|aktivieren|entsperren|freischalten|legitimieren|erneuern) ~ (konto|identitat|daten|zugang|karte|zahlung|angaben|kundendaten|pushtan|photo ?tan|app|registrierung)',
    '(konto|daten|identitat|zugang|karte|zahlungsdaten|kontodaten|kundendaten|angaben|legitimation|pushtan|app|tan|verfahren) ~ (bestatigen|verifizieren|aktualisieren|uberprufen|aktivieren|entsperren|freischalten|erneuern)',
    '(verifica|verificare|conferma|confermare|aggiorna|aggiornare|convalida|riattiva|sblocca) ~ (conto|account|identita|dati|accesso|carta|profilo|casella|informazioni)',
    '(verifieer|bevestig|bevestigen|update|bijwerken|controleer|activeer|verifieren) ~ (account|rekening|gegevens|identiteit|betaalpas|kaart|gegevens|digid|betaling)',
  ],
  threat: [
    '(conta|acesso|cartao|cadastro|senha|cpf|cnh|token|dispositivo|chave) ~ (foi|sera|esta|serao|estao|sendo) ~ (bloqueada|bloqueado|suspensa|suspenso|cancelada|cancelado|desativada|desativado|limitada|encerrada|expirada|expirado|expirando|excluida|irregular)',
    '(bloqueio|suspensao|cancelamento|encerramento|suspenso) ~ (conta|acesso|cartao|cadastro|servico|cpf|linha|beneficio|cnh)',
    '(evite|evitar|para evitar) ~ (bloqueio|suspensao|cancelamento|multa|multas|bloqueo|suspension|juros)',
    '(cuenta|tarjeta|acceso|servicio|buzon|perfil) ~ (ha sido|sera|esta|fue|han sido|estara) ~ (bloqueada|bloqueado|suspendida|suspendido|limitada|limitado|cancelada|desactivada|restringida|inhabilitada|cerrada)',
    '(compte|carte|acces|messagerie|boite|abonnement|colis|dossier) ~ (a ete|sera|est|ete|va etre|sont) ~ (bloque|bloquee|suspendu|suspendue|limite|desactive|desactivee|restreint|ferme|supprime|expire|expiree|verrouille)',
    '(konto|zugang|karte|account|kundenkonto|online banking|postfach|paket|mitgliedschaft) ~ (wurde|wird|ist|werden|wurden) ~ (gesperrt|eingeschrankt|deaktiviert|limitiert|geschlossen|geloscht|blockiert|ausgesetzt|abgelaufen|beschrankt|voruber ?gehend)',
    '(conto|carta|account|accesso|casella|profilo|utenza) ~ (e stato|e stata|sara|verra|stato|stata) ~ (bloccato|bloccata|sospeso|sospesa|limitato|limitata|disattivato|disattivata|disabilitato|chiuso|scaduto)',
    '(rekening|account|pas|betaalpas|toegang) ~ (is|wordt|geblokkeerd|worden) ~ (geblokkeerd|opgeschort|beperkt|gedeactiveerd|verlopen|verwijderd|gesloten)',
    '(ungewohnliche|verdachtige|unbefugte|nicht autorisierte) ~ (aktivitat|aktivitaten|anmeldung|transaktion|zugriff|abbuchung|zahlung)',
    '(actividad|activite|acesso|attivita|compra|transacao|operacion|connexion|acceso|atividade|movimentacao) ~ (inusual|sospechosa|suspecte|suspeita|suspeito|sospetta|inhabituelle|nao reconhecida|no autorizada|insolita|incomum|no reconocido)',
  ],
  mailbox: [
    '(caixa de (correio|entrada|email)|buzon|boite (mail|aux lettres|de reception)|postfach|casella di posta|mailbox|armazenamento|almacenamiento|stockage|speicher|speicherplatz|correo) ~ (cheia|lleno|llena|pleine|voll|piena|vol|limite|esgotado|sature|saturee|aufgebraucht|excedido|erreicht|agotado|quase)',
    '(mensagens|mensajes|messages|nachrichten|messaggi|correos) ~ (pendentes|pendientes|en attente|ausstehend|ausstehende|in sospeso|retidas|retenidos|nicht zugestellt|bloques)',
    '(senha|contrasena|mot de passe|passwort|kennwort|password|wachtwoord) ~ (expira|expirara|expire|expirou|expirar|ablauft|lauft ab|abgelaufen|scade|scadra|scaduta|caduca|vence|verloopt)',
  ],
  urgency: [
    '(dentro de|em ate|en las proximas|nas proximas|prazo de|en un plazo de|sous|dans les|innerhalb von|binnen|entro|in den nachsten|prossime|plazo de|dans un delai de) ~ ?[0-9]+ ~ ?(horas|heures|stunden|ore|dias|jours|tagen|giorni|uur|dagen|h|tage)',
    '(urgente|ultimo aviso|ultima chamada|ultimo recordatorio|dernier rappel|dernier avis|letzte mahnung|letzte warnung|letzte erinnerung|ultimo avviso|laatste herinnering|acao necessaria|accion requerida|action requise|handlungsbedarf|azione richiesta|prazo final|aviso final|ultimo dia|notificacao extrajudicial|actie vereist|wichtige mitteilung|wichtiger hinweis|avviso importante|importante aviso|notificacion urgente)',
    '(imediatamente|inmediatamente|immediatement|umgehend|unverzuglich|immediatamente|onmiddellijk|agora mesmo|sofort)',
  ],
  delivery: [
    '(encomenda|pacote|paquete|envio|colis|paket|sendung|pacco|spedizione|pakket|objeto|pedido|mercadoria) ~ (retida|retido|retenido|pendiente|pendente|aguardando|en attente|bloque|suspendu|konnte nicht|zuruckgehalten|in attesa|bloccato|nao entregue|nao pode|no pudo|taxado|tributado|fiscalizacao|wartet|zugestellt werden|giacenza|alfandega|aduana|douane|livraison|nao foi|unterwegs|tentativa)',
    '(taxa|taxas|tasa|tasas|frais|gebuhr|gebuhren|spese|costi|kosten|tarifa|zollgebuhr) ~ (alfandegaria|alfandega|aduana|envio|entrega|importacao|importacion|livraison|douane|versand|zoll|spedizione|consegna|verzending|liberacao|dogana|aduaneros|despacho|reenvio)',
    '(reprogramar|reagendar|reprogrammer|neu planen|riprogrammare|confirmar) ~ (entrega|livraison|zustellung|lieferung|consegna|envio)',
  ],
  billing: [
    '(fatura|boleto|nota fiscal|factura|facture|rechnung|fattura|comprovante|nfe|danfe|nf e|comprobante|recibo|orcamento|cobranca|duplicata|protocolo|intimacao|processo|multa|debito|divida) ~ (anexo|anexa|adjunta|adjunto|vencida|vencido|disponivel|jointe|ci jointe|anbei|anhang|allegata|allegato|em aberto|segunda via|em atraso|pendente|digital|eletronica|emitida|emitido|judicial|baixar|visualizar|vence|disponible|pendiente|impayee|offen|gerada|gerado|pix|acesse|download)',
    '(pagamento|pago|paiement|zahlung|betaling|prelevement|cobro) ~ (recusado|rejeitado|rechazado|refuse|rejete|fehlgeschlagen|abgelehnt|rifiutato|mislukt|nao autorizado|pendente|pendiente|nicht moglich|echoue|falhou|fallido|non riuscito)',
    '(reembolso|remboursement|ruckerstattung|rimborso|restituicao|terugbetaling|devolucion|erstattung|restituzione|indenizacao) ~',
    '(assinatura|suscripcion|abonnement|abo|abbonamento|mitgliedschaft|membresia) ~ (expirou|expirara|vencida|ha caducado|a expire|expire|abgelaufen|lauft ab|scaduto|suspendida|suspensa|suspendu|ausgesetzt|verlangern|renovar|renouveler|cancelada|cancelado|verlopen|terminara)',
  ],
  prize: [
    '(parabens|felicidades|felicitations|gluckwunsch|herzlichen gluckwunsch|congratulazioni|gefeliciteerd|felicitaciones|enhorabuena) ~',
    '(voce foi|has sido|vous avez ete|sie wurden|sei stato|ha sido|fue|wurden sie|u bent|vous etes|sie haben|hai) ~ (selecionado|sorteado|seleccionado|selectionne|ausgewahlt|selezionato|elegido|escolhido|contemplado|ganador|vencedor|gagnant|gewinner|gewonnen|vinto|geselecteerd|beneficiario|premiado|gagne)',
    '(premio|brinde|sorteio|sorteo|gewinnspiel|loterie|lotteria|prijs|gewinn|pontos|milhas|puntos|recompensa|cadeau|geschenk|gutschein|geschenkkarte|resgate|regalo) ~ (resgatar|resgate|expiram|expirar|reclamar|recuperer|abholen|sichern|riscatta|vencem|acumulados|caducan|gratis|gratuit|gratuito|kostenlos|disponiveis|disponivel|exclusivo|einlosen|vencer|hoje|livelo|smiles|esfera|recevoir|erhalten|ricevi)',
  ],
  advance: [
    '(heranca|herencia|erbschaft|eredita|beneficiaire|beneficiario|begunstigter|nachlass)',
    '(millions|millones|milhoes|millionen|milioni|miljoen) ~ (euros|dollars|dolares|euro|dollar|usd|us)',
    '(oferta de prestamo|offre de pret|emprestimo|prestamo|pret entre particulier|kreditangebot|darlehen|prestito|kredit) ~ (rapido|rapide|juros|interes|interet|zinsen|aprovado|aprobado|entre|euros|schufa|interessi|consignado|disponivel|fgts|urgent)',
    '(don|donation|donacion|spende|doacao|donazione) ~ (de ma fortune|million|millions|millones|millionen|euros|fondos|fonds|vous)',
  ],
  document: [
    '(compartilhou|compartio|ha compartido|a partage|hat ein|hat eine|ha condiviso) ~ (documento|documentos|document|fichier|dokument|datei|file|arquivo|archivo)',
    '(visualizar|baixar|abrir|ver|descargar|telecharger|consulter|herunterladen|anzeigen|scarica|apri|visualizza|acessar) ~ (documento|documentos|document|fichier|dokument|datei|arquivo|anexo|fatura|boleto|factura|comprovante|nota|intimacao|pdf|rechnung|facture|fattura)',
    '(assinatura (digital|eletronica)|firma electronica|elektronische unterschrift|signature electronique|docusign) ~',
  ],
  tax: [
    '(receita federal|imposto de renda|irpf|restituicao|cpf|mei|agencia tributaria|hacienda|impots|taxe|finanzamt|elster|steuer|steuererstattung|agenzia delle entrate|dgfip|sat|belastingdienst|detran|cnh|gov br|ameli|carte vitale|assurance maladie|antai|amende) ~ (irregular|irregularidade|pendencia|pendente|suspenso|cancelado|bloqueado|restituicao|reembolso|remboursement|devolucion|ruckerstattung|rimborso|regularizar|multa|renouveler|renouvellement|nouvelle|mise a jour|impayee|disponible|erstattung|expire|malha|debitos|debito)',
  ],
  crypto: [
    '(frase semente|frase de recuperacion|phrase de recuperation|wiederherstellungsphrase|frase di recupero)',
    '(investimento|inversion|investissement|investition|investimenti) ~ (bitcoin|criptomoedas|criptomonedas|crypto|kryptowahrung|lucro|ganancias|profit)',
  ],
  greeting: [
    '(prezado|prezada|caro|cara|ola|estimado|estimada|cher|chere|sehr geehrter|sehr geehrte|lieber|liebe|guten tag|bonjour|gentile|egregio|caro|geachte|beste|hola) (a |o |os |nosso |nossa |sr a |e |)(cliente|clientes|usuario|usuaria|kunde|kundin|client|cliente|abonne|utilisateur|nutzer|utente|klant|titular|correntista|contribuinte|assinante|segurado|beneficiario|kundinnen|membre|mitglied|colaborador)',
  ],
};
