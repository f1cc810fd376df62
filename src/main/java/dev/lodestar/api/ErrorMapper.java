package dev.lodestar.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.InvalidJson;
import dev.lodestar.reactive.DatabaseFaults;
import dev.lodestar.traces.LogContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place that turns a fault into a status and a body. */
public class ErrorMapper {
  private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
  private static final String RETRY_AFTER = "lodestar.retry-after";

  @Context ContainerRequestContext request;

  @ServerExceptionMapper
  public Response service(ServiceException fault) {
    return answer(fault);
  }

  @ServerExceptionMapper
  public Response json(JsonProcessingException e) {
    return answer(InvalidJson.fault(e));
  }

  /** Named by itself, because the framework has a mapper of its own for it. */
  @ServerExceptionMapper
  public Response mismatch(MismatchedInputException e) {
    return answer(InvalidJson.fault(e));
  }

  /** Named by itself for the same reason. Of an answer that cannot be written, it is our fault. */
  @ServerExceptionMapper
  public Response definition(InvalidDefinitionException e) {
    return e.getProcessor() instanceof JsonGenerator ? unexpected(e) : answer(InvalidJson.fault(e));
  }

  /** What the framework refuses: unknown paths, methods, media types, unreadable bodies. */
  @ServerExceptionMapper
  public Response framework(WebApplicationException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonProcessingException json) {
        return answer(InvalidJson.fault(json));
      }
      if (cause instanceof ServiceException fault) {
        return answer(fault);
      }
    }
    int status = e.getResponse().getStatus();
    String path = request.getUriInfo().getPath();
    return switch (status) {
      case 404 ->
          answer(
              new ServiceException(
                  ErrorCode.NOT_FOUND, path, "There is nothing at %s.".formatted(path)));
      case 405 ->
          answer(
              new ServiceException(
                  ErrorCode.METHOD_NOT_ALLOWED,
                  path,
                  "%s does not take %s requests.".formatted(path, request.getMethod())));
      case 413 ->
          answer(
              new ServiceException(
                  ErrorCode.PAYLOAD_TOO_LARGE, null, "The request's body is too large."));
      case 415 ->
          answer(
              new ServiceException(
                  ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                  "Content-Type",
                  "%s does not take the Content-Type %s; use application/json."
                      .formatted(path, request.getHeaderString("Content-Type"))));
      default ->
          status >= 500
              ? unexpected(e)
              : answer(
                  new ServiceException(
                      ErrorCode.INVALID_ARGUMENT, null, "The request cannot be understood."));
    };
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable e) {
    Optional<ServiceException> away = DatabaseFaults.away(e);
    if (away.isPresent()) {
      LOG.warnf(
          "%s %s: the database cannot be reached: %s",
          request.getMethod(), request.getUriInfo().getPath(), e.getMessage());
      return answer(away.get());
    }
    String id = RequestFilter.id(request);
    LogContext.REQUEST.set(id);
    LOG.errorf(
        e, "Request %s failed: %s %s", id, request.getMethod(), request.getUriInfo().getPath());
    return answer(
        new ServiceException(
            ErrorCode.INTERNAL,
            null,
            "The server failed to answer; its log says more about request %s.".formatted(id)));
  }

  private Response answer(ServiceException fault) {
    if (LOG.isDebugEnabled()) {
      LOG.debugf("%s: %s", fault.code(), fault.messageText());
    }
    String path = request.getUriInfo().getPath();
    boolean isQuery = QueryPaths.isQuery(path);
    Response.ResponseBuilder answer =
        Response.status(status(fault.code()))
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(body(fault, path, isQuery));
    if (isQuery) {
      answer.header(QueryPaths.QUERY_ID_HEADER, QueryPaths.queryId(request));
    }
    if (fault.code().kind() == ErrorCode.Kind.THROTTLED) {
      Object pause = request.getProperty(RETRY_AFTER);
      answer.header("Retry-After", pause == null ? "1" : pause);
    }
    if (fault.code().kind() == ErrorCode.Kind.UNAUTHENTICATED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"polaris\"");
    }
    return answer.build();
  }

  private static Object body(ServiceException fault, String path, boolean isQuery) {
    if (isQuery) {
      return SqlErrorBody.of(fault);
    }
    return WrappedError.isFor(path, fault.code().kind())
        ? WrappedError.of(fault)
        : ErrorBody.of(fault);
  }

  /** Says when a client that is told to wait may come again, other than in a second. */
  static void retryAfter(ContainerRequestContext request, long seconds) {
    request.setProperty(RETRY_AFTER, seconds);
  }

  private static int status(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID, RUNTIME -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case THROTTLED -> 429;
      case CANCELED, INTERNAL -> 500;
      case UNAVAILABLE -> 503;
      case TIMEOUT -> 504;
    };
  }
}
