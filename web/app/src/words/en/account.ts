// Texts of one's own account and of how the page looks: a part of the settings.

export const account = {
  "account.email": "E-mail address",
  "account.proven": "Confirmed",
  "account.unproven": "Not confirmed",
  "account.unprovenText": "Confirm it, and you find your conversations again from any device.",
  "account.prove": "Confirm",
  "account.noEmail": "You have given no e-mail address.",
  "account.addEmail": "Add one",
  "account.emailBy": "An administrator can change it.",
  "account.password": "Password",
  "account.present": "Present password",
  "account.presentHint": "Leave it empty if you never had one.",
  "account.new": "New password",
  "account.passwordGo": "Change password",
  "account.passwordDone": "Your password was changed. Your other devices were signed out.",
  "look.theme": "Theme",
  "look.themeHint": "Kept in this browser.",
  "look.keys": "Keyboard",
  "look.keysHint": "Nearly everything can be done by keyboard. Press ? for all shortcuts.",
} as const;
