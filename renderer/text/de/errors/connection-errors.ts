import type { connectionEntries } from '../../../../shared/errors/connection-entries.ts';
import type { updateEntries } from '../../../../shared/errors/update-entries.ts';
import type { ErrorTexts } from '../../said-texts.ts';

type Codes = keyof typeof connectionEntries | keyof typeof updateEntries;

const kept = 'Es wurde nichts installiert; diese Version läuft weiter.';

export const connectionErrors = {
  SERVER_UNREACHABLE: [
    'Der Server {server} ist nicht erreichbar: {detail}',
    'Prüfen Sie das Netz; Sie können weiterarbeiten, gesendet wird später.',
  ],
  SERVER_CERTIFICATE: [
    'Das Zertifikat von {host} wird abgelehnt: {reason}. Es ist ausgestellt für {subject} von {issuer}, gültig bis {validTo}; SHA-256 {fingerprint}.',
    'Es wurde nichts gesendet. Gehört es der Praxis selbst oder einem Filter, durch den hier alles geht, lassen Sie sich von Ihrer Administration die Datei des Ausstellers geben und nennen Sie sie: `satchel config set network.caFile DATEI`. Sonst sagen Sie der Administration Bescheid: Es könnte jemand mithören.',
  ],
  PROXY_REFUSED: [
    'Der Proxy {proxy} hat diesen Platz nicht durchgelassen: {reason}.',
    'Bitten Sie die Netzbetreuung, Satchel zu {server} durchzulassen. Verlangt der Proxy Namen und Passwort, wird er eigens für Satchel genannt: HTTPS_PROXY=http://NAME:PASSWORT@{proxy}',
  ],
  SERVER_ERROR: [
    'Der Server hat mit {status} geantwortet: {detail}',
    'Es wird von selbst erneut versucht; bleibt es dabei, sagen Sie der Administration des Servers Bescheid.',
  ],
  SERVER_NOT_SATCHEL: [
    'Unter {server} antwortet etwas, aber kein Satchel-Server.',
    'Prüfen Sie die Adresse.',
  ],
  UPDATE_UNREACHABLE: [
    'Der Server für neue Versionen, {server}, kann nicht gefragt werden: {detail}',
    'Es wird von selbst erneut versucht. Diese Version läuft weiter.',
  ],
  UPDATE_UNSIGNED: [
    'Die Version unter {server} trägt keine Unterschrift; niemand weiß, von wem sie stammt.',
    `${kept} Sagen Sie der Betreuung dieses Servers Bescheid: Mit \`npm run updates:sign\` wird unterschrieben.`,
  ],
  UPDATE_SIGNATURE: [
    'Die Version unter {server} wurde nicht von den Herstellern dieses Satchel unterschrieben oder danach verändert.',
    `${kept} Sagen Sie Ihrer Administration Bescheid: Sie könnte ausgetauscht worden sein.`,
  ],
  UPDATE_PRODUCT: [
    'Die Version unter {server} ist ein anderes Produkt: {found}.',
    `${kept} Berichtigen Sie die Adresse: \`satchel config set updates.url URL\``,
  ],
  UPDATE_OLDER: [
    'Unter {server} liegt Version {found}; sie ist älter als diese ({installed}).',
    `${kept} Eine ältere Version könnte nicht lesen, was diese geschrieben hat.`,
  ],
  UPDATE_MALFORMED: [
    'Die Version unter {server} ist unterschrieben, sagt aber nicht, was zu ihr gehört: {detail}',
    `${kept} Sagen Sie Bescheid, wer sie gemacht hat.`,
  ],
  UPDATE_TAMPERED: [
    'Das Paket der Version {version} ist nicht das, das unterschrieben wurde.',
    `${kept} Es wurde gelöscht. Sagen Sie Ihrer Administration Bescheid: Es könnte ausgetauscht worden sein.`,
  ],
  UPDATE_NO_BACKUP: [
    'Vor dem Aktualisieren konnte nicht gesichert werden: {detail}',
    `${kept} Kümmern Sie sich zuerst unter „Sicherungen“ um die Sicherung.`,
  ],
  UPDATE_WAITING: [
    '{count} Änderungen sind nur an diesem Platz: Sie konnten nicht gesendet werden.',
    'Sie sind an diesem Platz und in seiner Sicherung sicher. Installieren Sie trotzdem oder warten Sie, bis der Server antwortet.',
  ],
  UPDATE_NOT_INSTALLED: [
    'Version {version} konnte nicht eingesetzt werden: {detail}',
    'Diese Version läuft weiter. Laden Sie die neue erneut herunter oder installieren Sie sie von Hand.',
  ],
} as const satisfies ErrorTexts & Record<Codes, unknown>;
