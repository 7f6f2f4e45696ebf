FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -DskipTests package

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /src/target/oblix-camel.jar .
# 300 to 540 MB resident, depending on the load. To change a flag, mount another file over this one. Without -Xms the heap
# would begin at its largest size; trimming gives the memory back that the compilers have used.
RUN printf '%s\n' -Xms128m -Xmx320m -XX:TrimNativeHeapInterval=30000 -XX:+UseCompactObjectHeaders \
      --sun-misc-unsafe-memory-access=allow -Dio.netty.noUnsafe=false > java.options
# Classes that the demo loads and links go into an AOT cache, which halves the time until the server is ready; not what the JVM
# learned of a few requests: what it compiles by that stays slower, by about a tenth.
RUN java @java.options -Xlog:aot*=off -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput=oblix.aot \
      -jar oblix-camel.jar demo --once > /dev/null
# The ledger is in the home of the user; mount a volume there to keep it.
RUN useradd --system --uid 10001 --home-dir /var/lib/oblix oblix && install -d -o oblix -m 700 /var/lib/oblix
USER oblix
EXPOSE 62549
# OBLIX_PORT counts only as a number: beside a service named oblix, Kubernetes sets it to tcp://address:port. With
# OBLIX_TLS_CERTIFICATE it asks over HTTPS; the certificate is this server's own, so nothing is proved by checking it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD bash -c 'port=${OBLIX_PORT##*[!0-9]*}; port=${port:-62549}; ask() { printf "GET /health/live HTTP/1.0\r\n\r\n"; }; if [ -n "$OBLIX_TLS_CERTIFICATE" ]; then ask | openssl s_client -quiet -connect 127.0.0.1:$port 2>/dev/null | grep -q "^HTTP/1.[01] 200 "; else exec 3<>/dev/tcp/127.0.0.1/$port && ask >&3 && grep -q " 200 " <&3; fi'
ENTRYPOINT ["java", "@java.options", "-XX:AOTCache=oblix.aot", "-jar", "oblix-camel.jar"]
