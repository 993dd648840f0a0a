import type { session as en } from '../en/session.ts';

export const session: Record<keyof typeof en, string> = {
  setUp: 'Diesen Platz einrichten',
  setUpLead:
    'Verbinden Sie sich einmal mit Ihrer Praxis. Danach funktioniert dieser Platz mit und ohne Netz.',
  server: 'Adresse des Servers',
  serverHint: 'So, wie Ihre Verwaltung sie Ihnen gegeben hat.',
  serverExample: 'https://sync.ihre-praxis.example',
  username: 'Benutzername',
  password: 'Passwort',
  showPassword: 'Passwort zeigen',
  deskName: 'Name dieses Platzes',
  deskHint: 'Andere sehen ihn neben dem, was hier geschrieben wurde.',
  deskExample: 'Empfang',
  connect: 'Diesen Platz verbinden',
  later: 'Vorerst nur an diesem Platz arbeiten',
  signIn: 'Anmelden',
  signInWhy:
    'Sie können weiterarbeiten; alles wird an diesem Platz gespeichert und gesendet, sobald sich jemand angemeldet hat.',
  signOut: 'Abmelden',
  signedOut: 'Abgemeldet. Die Arbeit geht weiter; gesendet wird nach der nächsten Anmeldung.',
  steps: 'Schritte',
  'step-connect': 'Server und Anmeldung',
  'step-download': 'Erstes Laden',
  downloadTitle: 'Erstes Laden',
  downloadLead:
    'Die Daten Ihrer Praxis kommen an diesen Platz. Sie können inzwischen arbeiten; es geht von selbst weiter.',
  downloadStart: 'Laden beginnen',
  meanwhile: 'Inzwischen weiterarbeiten',
};
