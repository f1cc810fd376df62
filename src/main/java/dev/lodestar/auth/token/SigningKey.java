package dev.lodestar.auth.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A key that signs tokens: RSA of 2,048 bits, which every client library verifies. */
record SigningKey(UUID id, PrivateKey privateKey, RSAPublicKey publicKey, Instant madeAt) {
  private static final String ALGORITHM = "RSA";
  private static final int BITS = 2_048;

  /** A new private key as the text that is sealed. Takes some tenths of a second. */
  static String random() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(BITS);
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without RSA", e);
    }
  }

  /** From what {@link #random} made. */
  static SigningKey of(UUID id, String text, Instant madeAt) {
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      PrivateKey privateKey =
          factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
      if (!(privateKey instanceof RSAPrivateCrtKey rsa)) {
        throw new IllegalStateException("stored signing key %s is of another kind".formatted(id));
      }
      BigInteger modulus = rsa.getModulus();
      return new SigningKey(
          id,
          privateKey,
          (RSAPublicKey)
              factory.generatePublic(new RSAPublicKeySpec(modulus, rsa.getPublicExponent())),
          madeAt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("stored signing key %s cannot be read".formatted(id), e);
    }
  }

  @Override
  public String toString() {
    return "signing key " + id;
  }
}
