package dev.lodestar.api;

import dev.lodestar.auth.OpenToAll;
import dev.lodestar.auth.token.SigningKeys;
import dev.lodestar.auth.token.TokenAnswer;
import dev.lodestar.auth.token.TokenService;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Bearer tokens for OAuth clients, where Polaris' identity host has them.
 *
 * <p>Source: control-plane specification, 3.2; RFC 6749; OpenID Connect Discovery 1.0.
 */
@Cancellable(false)
@Path(TokenResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tokens")
public class TokenResource {
  static final String PATH = "/auth/realms/{org}";

  private static final int TOO_MANY_REQUESTS = 429;

  private final TokenService tokens;
  private final SigningKeys keys;

  TokenResource(TokenService tokens, SigningKeys keys) {
    this.tokens = tokens;
    this.keys = keys;
  }

  @POST
  @Path("/protocol/openid-connect/token")
  @OpenToAll
  @ChangesNothing
  @Operation(
      operationId = "createToken",
      summary = "Get a bearer token for the id and the secret of an OAuth client")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema = @Schema(implementation = TokenView.Form.class)))
  @APIResponse(
      responseCode = "200",
      description = "A token",
      content = @Content(schema = @Schema(implementation = TokenView.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is no request for a token",
      content = @Content(schema = @Schema(implementation = TokenView.Refusal.class)))
  @APIResponse(
      responseCode = "401",
      description = "There is no client of this id and secret",
      content = @Content(schema = @Schema(implementation = TokenView.Refusal.class)))
  public Uni<Response> token(
      byte[] body,
      @PathParam("org") String organization,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Context RoutingContext http) {
    return tokens
        .answer(
            new TokenService.Question(
                Optional.ofNullable(headers.getHeaderString(HttpHeaders.CONTENT_TYPE)).orElse(""),
                new String(body, StandardCharsets.UTF_8),
                http.request().headers().getAll(HttpHeaders.AUTHORIZATION),
                realm(organization, uri),
                AuthenticationFilter.address(http)))
        .map(TokenResource::response);
  }

  private static Response response(TokenAnswer answer) {
    Response.ResponseBuilder response =
        switch (answer) {
          case TokenAnswer.Issued issued -> Response.ok(TokenView.of(issued));
          case TokenAnswer.Refused refused -> refused(refused);
          case TokenAnswer.Slowed slowed -> {
            long seconds = Math.max(1, slowed.pause().plusMillis(999).toSeconds());
            yield Response.status(TOO_MANY_REQUESTS)
                .header("Retry-After", seconds)
                .entity(
                    new TokenView.Refusal(
                        "invalid_client",
                        "Too many different wrong credentials came from this address; try again in %d s."
                            .formatted(seconds)));
          }
        };
    return response
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Pragma", "no-cache")
        .build();
  }

  private static Response.ResponseBuilder refused(TokenAnswer.Refused refused) {
    boolean isUnknown = refused.error().equals("invalid_client");
    Response.ResponseBuilder response =
        Response.status(isUnknown ? Response.Status.UNAUTHORIZED : Response.Status.BAD_REQUEST)
            .entity(new TokenView.Refusal(refused.error(), refused.description()));
    return isUnknown
        ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"polaris\"")
        : response;
  }

  @GET
  @Path("/protocol/openid-connect/certs")
  @OpenToAll
  @Operation(
      operationId = "listTokenKeys",
      summary = "Get the public keys of tokens as a JSON Web Key Set")
  @APIResponse(
      responseCode = "200",
      description = "The keys, the one that signs first",
      content = @Content(schema = @Schema(implementation = TokenView.KeySet.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<Response> keys() {
    return Uni.createFrom()
        .item(
            () ->
                Response.ok(keys.published())
                    .header(
                        HttpHeaders.CACHE_CONTROL,
                        "public, max-age=" + tokens.keysMaxAge().toSeconds())
                    .build());
  }

  @GET
  @Path("/.well-known/openid-configuration")
  @OpenToAll
  @Operation(
      operationId = "getTokenDiscovery",
      summary = "Get what there is to know about tokens as an OpenID Connect discovery document")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content = @Content(schema = @Schema(implementation = TokenView.Discovery.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<Map<String, Object>> discovery(
      @PathParam("org") String organization, @Context UriInfo uri) {
    return Uni.createFrom().item(() -> tokens.discovery(realm(organization, uri)));
  }

  private String realm(String organization, UriInfo uri) {
    return tokens.realm(uri.getBaseUri().toString(), Locations.encoded(organization));
  }
}
