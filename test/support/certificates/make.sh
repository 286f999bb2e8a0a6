#!/bin/sh
# Makes the certificates of this folder anew, in the working directory; needs openssl. The keys guard nothing.
set -eu
cat > openssl.cnf <<CNF
[ca]
default_ca = tests
[tests]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[req]
distinguished_name = name
[name]
CNF
: > index.txt
echo 01 > serial
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
# sign NAME KEY COMMON_NAME EXTENSIONS END [OPTION ...]
sign() {
  name=$1 key=$2 end=$5
  printf '%b\n' "$4" > "$name.ext"
  openssl req -new -config openssl.cnf -key "$key.key" -subj "/CN=$3" -out "$name.csr"
  shift 5
  openssl ca -batch -notext -config openssl.cnf -in "$name.csr" -out "$name.crt" -extfile "$name.ext" \
    -startdate 20250101000000Z -enddate "$end" "$@"
}
by_authority="-cert authority.crt -keyfile authority.key"
here="subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nbasicConstraints=CA:FALSE"
there="subjectAltName=DNS:db.example,IP:192.0.2.1\nbasicConstraints=CA:FALSE"
key authority
key server
sign authority authority "Aquifer test authority" "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign" \
  21250101000000Z -selfsign -keyfile authority.key
sign server server localhost "$here" 21250101000000Z $by_authority
sign wrongHost server db.example "$there" 21250101000000Z $by_authority
sign expired server localhost "$here" 20250102000000Z $by_authority
sign selfSigned server localhost "$here" 21250101000000Z -selfsign -keyfile server.key
# Nobody is to sign more with it.
rm -f authority.key openssl.cnf index.txt* serial* ./*.csr ./*.ext ./0*.pem
