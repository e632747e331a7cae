/** Money for an account has come in; `paymentId` is the same however often the event comes. */
export interface PaymentReceived {
  readonly paymentId: string;
  readonly accountId: string;
  readonly amount: number;
}

export const ADD_TO_BALANCE = `
  INSERT INTO accounts (id, balance) VALUES (?, ?)
  ON CONFLICT (id) DO UPDATE SET balance = balance + excluded.balance
`;
export const REMEMBER = 'INSERT OR IGNORE INTO processed (payment_id) VALUES (?)';
