import type { encryption as en } from '../en/encryption.ts';

export const encryption: Record<keyof typeof en, string> = {
  title: 'Verschlüsselung der Datenbank',
  database: 'Auf der Platte',
  sealed: 'Verschlüsselt: Datenbank, Protokoll, Suchindex und Sicherungen',
  plain: 'Nicht verschlüsselt',
  foreign: 'Die Datenbank eines anderen Programms; sie bleibt, wie jenes sie führt',
  key: 'Schlüssel',
  'kept-keychain': 'Im Schlüsselbund dieses Rechners',
  'kept-keychainNamed': 'Im Schlüsselbund dieses Rechners ({{backend}})',
  'kept-file':
    'In einer Datei neben der Datenbank, die nur ihr Besitzer lesen kann: Das schützt Sicherungen, nicht einen gestohlenen Rechner',
  'kept-memory': 'Nur im Arbeitsspeicher; er ist fort, wenn Satchel endet',
  recoveryKey: 'Wiederherstellungsschlüssel',
  wasShown: 'Wurde einmal gezeigt und wird nicht wieder gezeigt',
  notShown: 'Noch hat ihn niemand',
  olderFiles: 'Ältere Dateien',
  plainFiles_one: '{{count, number}} ältere Datei ist nicht verschlüsselt',
  plainFiles_other: '{{count, number}} ältere Dateien sind nicht verschlüsselt',
  sealFiles: 'Ältere Dateien verschlüsseln',
  filesSealed_one: '{{count, number}} ältere Datei wurde auch verschlüsselt.',
  filesSealed_other: '{{count, number}} ältere Dateien wurden auch verschlüsselt.',
  filesLeft_one: '{{count, number}} ältere Datei ließ sich nicht verschlüsseln: {{reason}}',
  filesLeft_other:
    '{{count, number}} ältere Dateien ließen sich nicht verschlüsseln. Die erste: {{reason}}',
  notDone: 'Die Verschlüsselung wurde nicht geändert',
  writeDown: 'Wiederherstellungsschlüssel aufschreiben',
  show: 'Wiederherstellungsschlüssel zeigen…',
  showTitle: 'Stift und Papier bereitlegen',
  showWhy:
    'Der Wiederherstellungsschlüssel wird einmal gezeigt. Wer ihn hat, kann die Datenbank und ihre Sicherungen lesen; achten Sie darauf, dass niemand zusieht.',
  showNow: 'Jetzt zeigen',
  turnOn: 'Datenbank verschlüsseln…',
  turnOnTitle: 'Datenbank verschlüsseln?',
  turnOnWhy:
    'Zuerst wird eine Sicherung gemacht, dann die Datenbank unter einem neuen Schlüssel kopiert, und Satchel startet neu; so lange kann an diesem Platz niemand speichern. Danach werden ältere Sicherungen dieses Platzes verschlüsselt.',
  turnOnLoss:
    'Von da an öffnen sich die Datensätze nur mit dem Schlüssel auf diesem Rechner oder mit dem Wiederherstellungsschlüssel, der Ihnen einmal gezeigt wird. Ohne beide ist verloren, was nie gesendet wurde. Legen Sie Stift und Papier bereit.',
  turnOnNow: 'Verschlüsseln',
  newKey: 'Neuen Schlüssel machen…',
  newKeyTitle: 'Neuen Schlüssel machen?',
  newKeyWhy:
    'Für den Fall, dass der Wiederherstellungsschlüssel verloren ist oder ihn jemand gesehen hat. Eine Sicherung wird gemacht, die Datenbank unter einem anderen Schlüssel kopiert, und Satchel startet neu. Der alte Wiederherstellungsschlüssel öffnet dann nur noch ältere Sicherungen.',
  newKeyNow: 'Neuen Schlüssel machen',
  dialogTitle: 'Wiederherstellungsschlüssel',
  dialogWhy:
    'Schreiben Sie diese neun Gruppen auf, und verwahren Sie das Papier bei den Verträgen der Praxis, nicht an diesem Rechner. Sie werden nicht wieder gezeigt.',
  letters:
    'Die Buchstaben I, L, O und U kommen nicht vor: Was wie I, L oder O aussieht, ist eine Ziffer, 1 oder 0.',
  groups: 'Der Wiederherstellungsschlüssel in neun Gruppen',
  copy: 'Kopieren',
  copied:
    'Kopiert. Andere Programme können die Zwischenablage lesen: Kopieren Sie etwas anderes, wenn Sie fertig sind.',
  notCopied:
    'Hier ließ er sich nicht kopieren. Schreiben Sie ihn auf, oder markieren Sie ihn und drücken Sie Strg-C.',
  changing:
    'Die Datenbank wird verschlüsselt, und Satchel startet neu. Der Schlüssel gilt, wenn das fertig ist.',
  unsure:
    'Satchel ist noch nicht zurück; ob die Datenbank diesen Schlüssel hat, ist nicht bekannt. Behalten Sie ihn, und prüfen Sie ihn unter Einstellungen.',
  written: 'Ich habe ihn aufgeschrieben und verglichen',
  done: 'Fertig',
  testTitle: 'Das Aufgeschriebene prüfen',
  typed: 'Wiederherstellungsschlüssel',
  typedWhy: 'Neun Gruppen zu vier. Leerzeichen, Striche und Kleinschreibung sind gleichgültig.',
  test: 'Prüfen',
  opensDatabase: 'Er stimmt: Er öffnet die Datenbank.',
  opensBoth_one:
    'Er stimmt: Er öffnet die Datenbank und {{count, number}} Sicherung dieses Platzes.',
  opensBoth_other:
    'Er stimmt: Er öffnet die Datenbank und {{count, number}} Sicherungen dieses Platzes.',
  opensBackups_one:
    'Er öffnet {{count, number}} ältere Sicherung dieses Platzes, nicht die Datenbank.',
  opensBackups_other:
    'Er öffnet {{count, number}} ältere Sicherungen dieses Platzes, nicht die Datenbank.',
  opensNothing:
    'Er ist richtig geschrieben, öffnet aber weder die Datenbank noch eine Sicherung dieses Platzes.',
  keep: 'Auf diesem Rechner behalten',
  kept: 'Dieser Rechner behält den Schlüssel jetzt.',
  missingTitle: 'Dieser Rechner hat keinen Schlüssel für die Datensätze dieses Platzes',
  missingWhy:
    'Sie sind verschlüsselt, und nichts ist verloren. Geben Sie den aufgeschriebenen Wiederherstellungsschlüssel ein, oder starten Sie Satchel dort, wo der Schlüsselbund mit dem Schlüssel ist.',
  recoverTitle: 'Mit dem Wiederherstellungsschlüssel öffnen',
  recover: 'Öffnen',
  opening: 'Er stimmt. Satchel startet mit den Datensätzen neu.',
};
