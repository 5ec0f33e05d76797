# Builds Freshet, then leaves behind everything but a Java runtime, the jars, the models and the texts.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -Dquick -DskipTests -pl app -am package \
    && mkdir -p /opt/freshet/lib \
    && cp app/target/freshet-app-*.jar /opt/freshet/lib/ \
    && tr ':' '\n' < app/target/classpath | xargs -I{} cp {} /opt/freshet/lib/ \
    && cp -r freshet models data /opt/freshet/

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/freshet --create-home freshet
COPY --from=build /opt/freshet /opt/freshet
USER freshet
WORKDIR /var/lib/freshet
ENV FRESHET_STATE_DIRECTORY=/var/lib/freshet/state
VOLUME /var/lib/freshet
EXPOSE 7333
# Exec form: signals reach the JVM, which stops cleanly.
ENTRYPOINT ["/opt/freshet/freshet"]
CMD ["run"]
