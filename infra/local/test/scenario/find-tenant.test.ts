import { describe, expect, it } from 'vitest';
import { findTenant, isTenantName } from '../../scenario/find-tenant.ts';

const tenants = ['Contoso', 'Fabrikam', 'Tailspin Toys', 'Tailspin Trains'].map((name) => ({ name }));

describe('A tenant that a person names', () => {
  it('is the home tenant where none is named', () => {
    expect(findTenant(tenants, undefined).name).toBe('Contoso');
  });

  it('is known by a word of its name', () => {
    expect(findTenant(tenants, 'toys').name).toBe('Tailspin Toys');
    expect(isTenantName(tenants, 'fabri')).toBe(true);
  });

  it('is refused with the names that there are', () => {
    expect(() => findTenant(tenants, 'adatum')).toThrow(
      "No tenant is called 'adatum'. There are Contoso, Fabrikam, Tailspin Toys, Tailspin Trains.",
    );
    expect(() => findTenant(tenants, 'tailspin')).toThrow(
      "'tailspin' may be 'Tailspin Toys', 'Tailspin Trains'",
    );
    expect([isTenantName(tenants, 'adatum'), isTenantName(tenants, '')]).toEqual([false, false]);
    expect(isTenantName(tenants, 'tailspin')).toBe(true);
  });
});
